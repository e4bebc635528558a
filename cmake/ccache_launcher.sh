#!/bin/sh
# A compiler through ccache, for cmake/toolchain.cmake, so that ccache also keeps what was compiled against a precompiled
# header, reads those 113 MB once instead of for each file, and gives one checkout what another has compiled (a debugger
# then looks for the sources of an object where it was compiled).
for word; do
  case $word in
    *.gch) rm -f "$word" ;; # made anew it would depend on the old one, and be another one in each checkout
  esac
done
export CCACHE_BASEDIR="${0%/cmake/*}" CCACHE_NOHASHDIR=true CCACHE_ABSSTDERR=true CCACHE_INODECACHE=true
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
exec ccache "$@"
