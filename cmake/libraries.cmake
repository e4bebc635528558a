# Everything runseal links, all from Debian 12.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto SSL)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(CURL 7.85 REQUIRED)  # CURLOPT_PROTOCOLS_STR, SigV4 with headers of our own
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(pugixml REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo cairo-pdf)
# glib's -pthread would set the precompiled header aside; Threads::Threads says it for all
set_target_properties(PkgConfig::PANGOCAIRO PROPERTIES INTERFACE_COMPILE_OPTIONS "")
pkg_check_modules(ARGON2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(LIBSSH REQUIRED IMPORTED_TARGET libssh>=0.10)
pkg_check_modules(LIBPCAP REQUIRED IMPORTED_TARGET libpcap)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)

find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE3 soci_sqlite3 REQUIRED)
add_library(runseal_soci INTERFACE)
target_include_directories(runseal_soci SYSTEM INTERFACE ${SOCI_INCLUDE})
target_link_libraries(runseal_soci INTERFACE ${SOCI_CORE} ${SOCI_SQLITE3} PkgConfig::SQLITE)

# Fast AES-GCM; only on amd64. base/fast_gcm.cc does without where its header is missing.
find_library(IPSEC_MB IPSec_MB)
add_library(runseal_ipsec_mb INTERFACE)
if(IPSEC_MB)
  target_link_libraries(runseal_ipsec_mb INTERFACE ${IPSEC_MB})
endif()
