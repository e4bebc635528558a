# How everything here is compiled: warnings are errors, the compiler's hardening is on, builds are quick.
add_library(runseal_flags INTERFACE)
target_compile_options(runseal_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wconversion
  -Wnull-dereference -Wformat=2 -Werror -fstack-protector-strong)
target_include_directories(runseal_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(runseal_flags INTERFACE RUNSEAL_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 reports these falsely, in its own <expected>, <optional> and <string> and in coroutines, once it inlines them
  target_compile_options(runseal_flags INTERFACE -Wno-maybe-uninitialized -Wno-null-dereference -Wno-restrict
                         -Wno-mismatched-new-delete -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # GCC 12's own std::stable_sort uses what clang 19 calls deprecated
  target_compile_options(runseal_flags INTERFACE -Wno-deprecated-declarations)
endif()
if(CMAKE_BUILD_TYPE STREQUAL Release AND NOT RUNSEAL_SANITIZE)
  target_compile_definitions(runseal_flags INTERFACE _FORTIFY_SOURCE=2)
endif()

if(RUNSEAL_SANITIZE)
  # SOCI hides the type information that the vptr check would need
  add_compile_options(-fsanitize=${RUNSEAL_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RUNSEAL_SANITIZE})
  if(NOT RUNSEAL_SANITIZE MATCHES thread AND NOT RUNSEAL_FUZZ)
    add_link_options(-no-pie)  # no relocation of 170 MB of tables at each start, of which the tests have thousands
  endif()
endif()

if(RUNSEAL_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(runseal_flags INTERFACE -Wno-tsan)  # Boost.Asio uses fences, which this sanitizer does not see
endif()

if(RUNSEAL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage everywhere; fuzz/ links the driver
endif()

find_program(MOLD mold)
if(MOLD AND NOT RUNSEAL_FUZZ)
  add_link_options(-fuse-ld=mold)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/cmake/ccache_launcher.sh)
endif()
