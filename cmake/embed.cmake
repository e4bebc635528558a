# Text files of the checkout, inside the program: runseal_embed(TARGET function FILES file...) gives the target
# `std::map<std::string, std::string_view> runseal::embedded::<function>()`, from a file's name to its content.
function(runseal_embed target function)
  cmake_parse_arguments(E "" "" "FILES" ${ARGN})
  set(entries "")
  foreach(file ${E_FILES})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    file(READ ${file} content)
    string(APPEND entries "    {\"${name}\", R\"_embed_(${content})_embed_\"},\n")
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/embedded/${function}.cc)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT [[// written by cmake/embed.cmake
#include <map>
#include <string>
#include <string_view>

namespace runseal::embedded {
std::map<std::string, std::string_view> @function@() {
  return {
@entries@  };
}
}  // namespace runseal::embedded
]])
  target_sources(${target} PRIVATE ${out})
endfunction()
