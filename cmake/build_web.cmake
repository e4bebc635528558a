# cmake -D SOURCE=web -D WORK=build/web -D NODE= -D NPM= -D OUT=web.cc -P build_web.cmake
# Builds the page in a copy of its sources, unless what stands in WORK was built from the same; then writes OUT.
# Several presets may do so at the same time: one builds, the others wait.
file(MAKE_DIRECTORY ${WORK}/copy)
file(LOCK ${WORK}/lock GUARD PROCESS TIMEOUT 1200)

set(names index.html package.json package-lock.json .npmrc tsconfig.json vite.config.ts pack.mjs src)
file(GLOB_RECURSE files RELATIVE ${SOURCE} ${SOURCE}/src/*)
list(APPEND files ${names} ../cmake/build_web.cmake)
list(REMOVE_ITEM files src)
list(SORT files)
set(sums "")
foreach(file ${files})
  file(SHA256 ${SOURCE}/${file} sum)
  string(APPEND sums "${sum} ${file}\n")
endforeach()

function(run what)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK}/copy RESULT_VARIABLE code OUTPUT_VARIABLE words
                  ERROR_VARIABLE words)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${words}\nThe page of the console could not be built: ${what} failed.\n"
                        "A build without it: -DRUNSEAL_WEB=OFF.")
  endif()
endfunction()

set(built "")
if(EXISTS ${WORK}/built.txt AND EXISTS ${WORK}/web.cc)
  file(READ ${WORK}/built.txt built)
endif()
if(NOT built STREQUAL sums)
  file(REMOVE_RECURSE ${WORK}/copy/src)
  foreach(name ${names})
    file(COPY ${SOURCE}/${name} DESTINATION ${WORK}/copy)
  endforeach()

  file(SHA256 ${SOURCE}/package-lock.json wanted)
  set(installed "")
  if(EXISTS ${WORK}/copy/node_modules/installed.txt)
    file(READ ${WORK}/copy/node_modules/installed.txt installed)
  endif()
  if(NOT installed STREQUAL wanted)
    # no program of a package is run while it is installed: none is needed
    run("npm ci (it fetches the packages that web/package-lock.json names)" ${NPM} ci --ignore-scripts --loglevel=error)
    file(WRITE ${WORK}/copy/node_modules/installed.txt ${wanted})
  endif()

  run("the check of its types" ${NODE} node_modules/typescript/bin/tsc --noEmit)
  run("vite build" ${NODE} node_modules/vite/bin/vite.js build --outDir ${WORK}/dist)
  run("pack.mjs" ${NODE} pack.mjs ${WORK}/dist ${WORK}/web.cc)
  file(WRITE ${WORK}/built.txt "${sums}")
endif()
file(COPY_FILE ${WORK}/web.cc ${OUT})
