# The one declaration of who may use whom. The build is made from it, and tests/rooms.cmake holds every #include
# against it (there with `runseal_room` meaning "remember", here with it meaning "build").
#
# runseal_room(NAME FLOOR n USES room... [LINKS library...])
if(NOT COMMAND runseal_room)
  include(room)
endif()

runseal_room(base     FLOOR 0 LINKS OpenSSL::SSL OpenSSL::Crypto Boost::url nlohmann_json::nlohmann_json fmt::fmt
                                    ICU::uc ICU::i18n PkgConfig::ARGON2 Threads::Threads runseal_ipsec_mb)
runseal_room(model    FLOOR 1 USES base)
runseal_room(proto    FLOOR 1 USES base)
runseal_room(demo     FLOOR 1 USES base)
runseal_room(store    FLOOR 2 USES base model LINKS runseal_soci)
runseal_room(evidence FLOOR 2 USES base model)
runseal_room(audit    FLOOR 3 USES base proto model)
runseal_room(capture  FLOOR 3 USES base proto model LINKS PkgConfig::LIBPCAP ZLIB::ZLIB)
runseal_room(notice   FLOOR 3 USES base model LINKS PkgConfig::PANGOCAIRO)
runseal_room(transfer FLOOR 3 USES base proto model LINKS PkgConfig::LIBSSH CURL::libcurl pugixml::pugixml)
runseal_room(runs     FLOOR 3 USES base model LINKS pugixml::pugixml)
runseal_room(service  FLOOR 4 USES base model proto store evidence audit capture notice transfer runs LINKS CURL::libcurl)
runseal_room(console  FLOOR 5 USES base model proto store evidence audit capture notice transfer runs service
                              LINKS runseal_web ZLIB::ZLIB)
runseal_room(app      FLOOR 6 USES base model proto demo store evidence audit capture notice transfer runs service console
                              LINKS CLI11::CLI11)
