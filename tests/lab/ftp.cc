// vsftpd in the ways it is met.
#include "lab/vsftpd.h"

namespace runseal::lab {
namespace {

using model::Protection;

auto vsftpd(RunningVsftpd::Setup setup) {
  return
      [setup = std::move(setup)](const std::filesystem::path& folder) { return RunningVsftpd::start(folder, setup); };
}

constexpr auto none = Protection::absent;

}  // namespace

std::vector<Entry> ftp_lab() {
  return {
      {"ftp_plain",
       "vsftpd without TLS: everybody logs in in clear",
       vsftpd({}),
       {none, none, none},
       {"ftp.tls-not-offered"},
       {"ftp.anonymous-accepted", "ftp.folder-open-to-anybody", "ftp.plain-login-offered"},
       std::nullopt},
      {"ftp_anonymous",
       "vsftpd without TLS that lets in anybody, to the folder that is named",
       vsftpd({.settings = {{"anonymous_enable", "YES"}}, .path = "/pub"}),
       {none, none, none},
       {"ftp.tls-not-offered", "ftp.folder-open-to-anybody"},
       {"ftp.anonymous-accepted"},
       std::nullopt},
      {"ftp_anonymous_elsewhere",
       "the same, but the folder that is named is not among those that anybody sees",
       vsftpd({.settings = {{"anonymous_enable", "YES"}}, .path = "/runs"}),
       {none, none, none},
       {"ftp.tls-not-offered", "ftp.anonymous-accepted"},
       {"ftp.folder-open-to-anybody"},
       std::nullopt},
  };
}

}  // namespace runseal::lab
