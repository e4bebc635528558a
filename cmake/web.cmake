# The page of the console (web/), in the program: the library runseal_web has runseal::embedded::web() of
# src/console/web_files.h. npm builds the page once for all presets of a checkout, in build/web, when web/ has changed.
option(RUNSEAL_WEB "build the page of the console into the program (needs node and npm)" ON)

set(web_code ${CMAKE_BINARY_DIR}/embedded/web.cc)
if(RUNSEAL_WEB)
  find_program(NODE NAMES node nodejs)
  find_program(NPM npm)
  if(NOT NODE OR NOT NPM)
    message(FATAL_ERROR "node and npm are missing: the page of the console (web/) is built with them.\n"
                        "Install them with script/bootstrap, or leave the page out with -DRUNSEAL_WEB=OFF.")
  endif()
  file(GLOB_RECURSE web_inputs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*)
  list(APPEND web_inputs ${CMAKE_SOURCE_DIR}/cmake/build_web.cmake)
  foreach(name index.html package.json package-lock.json .npmrc tsconfig.json vite.config.ts pack.mjs)
    list(APPEND web_inputs ${CMAKE_SOURCE_DIR}/web/${name})
  endforeach()
  add_custom_command(
    OUTPUT ${web_code}
    COMMAND ${CMAKE_COMMAND} -D SOURCE=${CMAKE_SOURCE_DIR}/web -D WORK=${CMAKE_SOURCE_DIR}/build/web -D NODE=${NODE}
            -D NPM=${NPM} -D OUT=${web_code} -P ${CMAKE_SOURCE_DIR}/cmake/build_web.cmake
    DEPENDS ${web_inputs}
    COMMENT "Building the page of the console"
    VERBATIM)
else()
  file(CONFIGURE OUTPUT ${web_code} @ONLY CONTENT [[// written by cmake/web.cmake: built without the page
#include "console/web_files.h"

namespace runseal::embedded {
const std::map<std::string, console::WebFile>& web() {
  static const std::map<std::string, console::WebFile> none;
  return none;
}
}  // namespace runseal::embedded
]])
endif()

add_library(runseal_web STATIC ${web_code})
target_link_libraries(runseal_web PRIVATE runseal_flags)
