#include "audit/rules/remedies.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "audit/rules/device_end.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

using model::Device;
using model::Remedy;

struct Level {
  const char* samba_minimum;
  const char* samba_encryption;
  const char* windows_minimum;  // of Set-SmbServerConfiguration, Windows Server 2025
  const char* policy_minimum;
  bool encrypts;
};

// A server must not ask for more than the device can do: it would cut the instrument off.
Level level_for(SmbEnd end) {
  switch (end) {
    case SmbEnd::smb_3_0: return {"SMB3_00", "required", "SMB300", "3.0.0", true};
    case SmbEnd::unrecorded:
    case SmbEnd::smb_2_1: return {"SMB2_10", "desired", "SMB210", "2.1.0", false};
    case SmbEnd::smb_1:  // put a gateway between; the server itself is made as strict as for any other client
    case SmbEnd::modern: break;
  }
  return {"SMB3_11", "required", "SMB311", "3.1.1", true};
}

std::string who_breaks(const Level& level) {
  if (!level.encrypts)
    return "Clients that stop at SMB 1 or 2.0.2, clients that cannot sign, and access without a password.";
  return fmt::format(
      "Clients below SMB {} (Windows 7 and Server 2008 R2 stop at SMB 2.1), clients that cannot encrypt, and access "
      "without a password. Open connections break once: change it between runs.",
      level.policy_minimum);
}

Remedy samba(const Level& level) {
  return {
      "Samba", "smb.conf",
      fmt::format("[global]\n"
                  "  server min protocol = {}\n"
                  "  server max protocol = SMB3\n"
                  "  server signing = mandatory\n"
                  "  server smb encrypt = {}\n"
                  "  map to guest = Never\n"
                  "  restrict anonymous = 2\n",
                  level.samba_minimum, level.samba_encryption),
      "Before the change: cp -p /etc/samba/smb.conf /etc/samba/smb.conf.before. To undo it, copy that file back and "
      "restart smbd. (To apply the change: paste it at the end of smb.conf, run testparm -s, restart smbd.)",
      who_breaks(level) + " Shares with \"guest ok = yes\" stop serving guests."};
}

Remedy windows_server(const Level& level) {
  std::string text = "Set-SmbServerConfiguration -EnableSMB1Protocol $false -RequireSecuritySignature $true -Force\n";
  if (level.encrypts) text += "Set-SmbServerConfiguration -EncryptData $true -RejectUnencryptedAccess $true -Force\n";
  text +=
      "Get-LocalUser | Where-Object SID -like '*-501' | Disable-LocalUser   # the guest account\n"
      "Disable-WindowsOptionalFeature -Online -FeatureName SMB1Protocol -NoRestart\n";
  text += fmt::format("# Windows Server 2025 and later also:\n# Set-SmbServerConfiguration -Smb2DialectMin {} -Force\n",
                      level.windows_minimum);
  if (level.encrypts)
    text +=
        "# To encrypt one share only, instead of the second line (leave RejectUnencryptedAccess as it is by default, "
        "$true):\n# Set-SmbShare -Name <share> -EncryptData $true -Force\n";
  return {
      "Windows Server", "powershell", text,
      "Before the change: Get-SmbServerConfiguration | Out-File before.txt. To undo it, set each of these values back "
      "to what stands there; Enable-WindowsOptionalFeature -Online -FeatureName SMB1Protocol brings SMB 1 back.",
      who_breaks(level) + " Removing SMB 1 takes effect with the next restart."};
}

Remedy group_policy(const Level& level) {
  std::string text =
      "Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > Security Options:\n"
      "  Microsoft network server: Digitally sign communications (always) = Enabled\n"
      "  Network access: Restrict anonymous access to Named Pipes and Shares = Enabled\n"
      "  Accounts: Guest account status = Disabled\n";
  text += fmt::format(
      "Computer Configuration > Policies > Administrative Templates > Network > Lanman Server (Windows Server 2025 and "
      "later):\n  Mandate the minimum version of SMB = Enabled: {}\n",
      level.policy_minimum);
  if (level.encrypts)
    text +=
        "There is no policy by which a server requires encryption: run the Windows Server commands on it as well.\n";
  return {"Group Policy", "text", text,
          "Set each policy back to Not Configured (or to the value it had) and run gpupdate /force on the server.",
          who_breaks(level) + " It holds for every computer that the policy is linked to."};
}

std::string mount_line(const std::string& endpoint) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto from = parsed ? "//" + parsed->host + "/" + parsed->path : std::string("//server/share");
  const auto port = parsed && parsed->port != 0 ? fmt::format(",port={}", parsed->port) : std::string();
  return from + " /mnt/runs cifs credentials=/etc/runs.credentials,vers=3.1.1,seal" + port + ",_netdev 0 0\n";
}

std::string own_end(const std::string& endpoint, const Device* device) {
  if (device && is_linux(*device))
    return "# /etc/fstab, in place of the line that mounts this share:\n" + mount_line(endpoint);
  switch (smb_end_of(device)) {
    case SmbEnd::unrecorded:
      return "The inventory does not say which system this device runs. Record it first (runseal device import with "
             "the "
             "column Operating system), then measure again: until then nothing is advised that an old system could not "
             "do.\n";
    case SmbEnd::smb_2_1:
      return "Windows 7 and Server 2008 R2 stop at SMB 2.1: this device can sign, it can never encrypt.\n"
             "1. Microsoft network client: Digitally sign communications (always) = Enabled\n"
             "2. For confidentiality put the connection inside IPsec (Windows Defender Firewall with Advanced "
             "Security, "
             "connection security rules, on both ends), or place a gateway beside the device that speaks SMB 2.1 to it "
             "on "
             "a cable of its own and SMB 3.1.1 with encryption to the storage.\n"
             "Do not require encryption or SMB 3 on the server as long as this device writes to it directly: it would "
             "be "
             "cut off.\n";
    case SmbEnd::smb_1:
      return "This device speaks SMB 1 only and cannot be protected by settings. Place a gateway beside it that speaks "
             "SMB 1 to it on a cable of its own and SMB 3.1.1 with encryption to the storage, and point the device at "
             "the "
             "gateway before the server is changed.\n";
    case SmbEnd::smb_3_0:
    case SmbEnd::modern: break;
  }
  return "Microsoft network client: Digitally sign communications (always) = Enabled\n"
         "Network > Lanman Workstation > Enable insecure guest logons = Disabled\n"
         "Or in PowerShell: Set-SmbClientConfiguration -RequireSecuritySignature $true -EnableInsecureGuestLogons "
         "$false "
         "-Force\n";
}

Remedy device_remedy(const std::string& endpoint, const Device* device) {
  const auto text = own_end(endpoint, device) + about_the_device(device);
  const bool linux_end = device && is_linux(*device);
  return {
      "this device", linux_end ? "fstab" : "text", text,
      linux_end ? "Put the former line back, then umount and mount." : "Set the same settings back to what they were.",
      "Connections to servers that cannot do the same. The share is away while it is changed: do it between runs."};
}

// A device of SMB 1 does not count: it must stand behind a gateway anyway.
SmbEnd most_limited(const std::vector<Device>& devices) {
  auto end = SmbEnd::modern;
  for (const auto& device : devices)
    if (const auto its = smb_end_of(&device); its != SmbEnd::smb_1) end = std::max(end, its);
  return end;
}

}  // namespace

std::vector<Remedy> smb_device_remedies(const std::string& endpoint, const std::vector<Device>& devices) {
  return remedies_by_text(devices, [&](const Device* device) { return device_remedy(endpoint, device); });
}

std::vector<Remedy> smb_remedies(const std::string& endpoint, const std::vector<Device>& devices) {
  const auto level = level_for(most_limited(devices));
  std::vector<Remedy> remedies{samba(level), windows_server(level), group_policy(level)};
  auto own = smb_device_remedies(endpoint, devices);
  const bool gateway_first =
      std::ranges::any_of(devices, [](const Device& device) { return smb_end_of(&device) == SmbEnd::smb_1; });
  if (gateway_first)
    for (auto& remedy : remedies)
      remedy.may_break += " A device here speaks SMB 1 only and is cut off by this: first put a gateway before it.";
  std::ranges::move(
      own, gateway_first ? std::inserter(remedies, remedies.begin()) : std::inserter(remedies, remedies.end()));
  return remedies;
}

}  // namespace runseal::audit
