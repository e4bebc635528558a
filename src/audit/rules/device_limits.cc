#include "audit/rules/device_limits.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"

namespace runseal::audit {
namespace {

// Lower case, letters and digits only: "Windows-7 SP1", "WIN7" and "windows 7" read alike.
std::string plain(const std::string& text) {
  auto folded = base::fold_case(text);
  std::erase_if(folded, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); });
  return folded;
}

bool names_any(const std::string& system, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const char* name) { return system.find(name) != std::string::npos; });
}

}  // namespace

SmbEnd smb_end_of(const model::Device* device) {
  if (!device) return SmbEnd::modern;
  const auto system = plain(device->operating_system);
  if (names_any(system, {"windowsxp", "winxp", "windows2000", "2003", "2009", "embeddednt"})) return SmbEnd::smb_1;
  if (names_any(system, {"windows7", "win7", "embeddedstandard7", "embedded7", "posready7", "wes7", "2008", "vista"}))
    return SmbEnd::smb_2_1;
  if (names_any(system, {"windows8", "win8", "embedded8", "2012"})) return SmbEnd::smb_3_0;
  if (is_linux(*device) || names_any(system, {"windows10", "win10", "windows11", "win11", "windowsiot", "2016", "2019",
                                              "2022", "2025", "macos"}))
    return SmbEnd::modern;
  return SmbEnd::unrecorded;
}

bool is_linux(const model::Device& device) {
  return names_any(plain(device.operating_system),
                   {"linux", "centos", "redhat", "rhel", "ubuntu", "debian", "rocky", "alma", "oracle", "suse"});
}

bool is_windows(const model::Device& device) {
  return names_any(plain(device.operating_system), {"windows", "winxp", "win7", "win8", "win10", "win11"});
}

bool has_both_modes(const model::Device& device) {
  const auto has = [&](const char* mode) {
    return std::any_of(device.modes.begin(), device.modes.end(),
                       [&](const std::string& one) { return plain(one) == mode; });
  };
  return has("dx") && has("ruo");
}

}  // namespace runseal::audit
