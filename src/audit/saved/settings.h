// Settings files by their lines: smb.conf(5) in sections, and what `sshd -T` prints. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runseal::audit {

// Names as smb.conf compares them: without case and spaces ("serverminprotocol"); of two lines the later counts.
struct SmbConf {
  using Section = std::map<std::string, std::string>;
  Section global;
  std::map<std::string, Section> shares;  // by name in lower case
  bool includes = false;                  // other files or the registry, which are not here

  // Of a share, else of [global]; `names` are those that mean the same.
  [[nodiscard]] std::optional<std::string> value(const Section* share, std::initializer_list<const char*> names) const;
};
[[nodiscard]] SmbConf parse_smb_conf(std::string_view text);

// "ciphers" → the rest of the line. Of two lines the first counts, as for sshd.
[[nodiscard]] std::map<std::string, std::string> parse_sshd_settings(std::string_view text);

}  // namespace runseal::audit
