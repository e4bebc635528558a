#include "audit/rules/nfs_remedies.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "audit/rules/device_end.h"
#include "audit/rules/device_limits.h"
#include "base/endpoint.h"

namespace runseal::audit {
namespace {

using model::Device;
using model::Remedy;

// Every server needs it, and no setting of its own brings it.
constexpr const char* needs_kerberos =
    "It takes a Kerberos realm (Active Directory is one): a principal nfs/SERVER with its key in the server's keytab, "
    "and one for each client machine.";
constexpr const char* breaks =
    "Clients without a Kerberos login, clients of NFS 2 and 3, and jobs that run without a ticket are refused. Mount "
    "first one device with sec=krb5p, then require it. Open files break once: change it between runs. Encrypting takes "
    "processor time on both ends.";

// Older Windows has no krb5p.
bool cannot_encrypt(const Device& device) {
  const auto end = smb_end_of(&device);
  return end == SmbEnd::smb_2_1 || end == SmbEnd::smb_1;
}

std::string path_of(const std::string& endpoint) {
  const auto parsed = base::parse_endpoint(endpoint);
  return parsed && !parsed->path.empty() ? "/" + parsed->path : std::string("/srv/runs");
}

Remedy kernel(const std::string& endpoint) {
  return {"Linux kernel NFS", "exports",
          fmt::format("# /etc/exports, in place of the line of this export; then: exportfs -ra\n"
                      "{}  *.lab.example.org(rw,sync,no_subtree_check,root_squash,sec=krb5p)\n"
                      "# /etc/nfs.conf; then restart nfs-server\n"
                      "[nfsd]\n"
                      "vers3 = n\n"
                      "# Without Kerberos, where exports(5) knows xprtsec: TLS between the machines, which proves no "
                      "user:\n"
                      "#   sec=sys,xprtsec=mtls instead of sec=krb5p, and the service tlshd on both ends\n",
                      path_of(endpoint)),
          "Before the change: cp -p /etc/exports /etc/exports.before; cp -p /etc/nfs.conf /etc/nfs.conf.before. To "
          "undo it, copy them back, exportfs -ra, and restart nfs-server.",
          std::string(breaks) + " " + needs_kerberos};
}

Remedy ganesha() {
  return {"NFS-Ganesha", "ganesha.conf",
          "# ganesha.conf: these settings in the blocks of these names. Take out every SecType, Squash and Protocols\n"
          "# from the EXPORT and CLIENT blocks: they would outweigh EXPORT_DEFAULTS. Then restart nfs-ganesha.\n"
          "NFS_CORE_PARAM {\n"
          "  Protocols = 4;\n"
          "}\n"
          "NFS_KRB5 {\n"
          "  Active_krb5 = true;\n"
          "  PrincipalName = nfs;\n"
          "  KeytabPath = /etc/krb5.keytab;\n"
          "}\n"
          "EXPORT_DEFAULTS {\n"
          "  SecType = krb5p;\n"
          "  Squash = Root_Squash;\n"
          "  Protocols = 4;\n"
          "}\n",
          "Before the change: cp -p /etc/ganesha/ganesha.conf /etc/ganesha/ganesha.conf.before. To undo it, copy that "
          "file back and restart nfs-ganesha.",
          std::string(breaks) + " " + needs_kerberos};
}

Remedy ontap() {
  return {"NetApp ONTAP", "ontap",
          "vserver export-policy rule show -vserver <svm> -policyname <policy>\n"
          "vserver export-policy rule modify -vserver <svm> -policyname <policy> -ruleindex <n> -clientmatch "
          "<network> -protocol nfs4 -rorule krb5p -rwrule krb5p -superuser none\n"
          "vserver nfs modify -vserver <svm> -v3 disabled -v4.1 enabled\n",
          "Write down what the first command shows before the change, and set each value back to it.",
          std::string(breaks) + " " + needs_kerberos +
              " Every rule of the policy must say so: the first one that matches a client decides."};
}

Remedy windows_server() {
  return {"Windows Server", "powershell",
          "Get-NfsShare | Format-List\n"
          "Set-NfsShare -Name <share> -Authentication krb5p -EnableAnonymousAccess $false -EnableUnmappedAccess $false "
          "-AllowRootAccess $false\n",
          "Write down what the first command shows before the change, and set each value back to it.",
          std::string(breaks) + " " + needs_kerberos};
}

Remedy synology() {
  return {"Synology", "text",
          "Control Panel > File Services > NFS: Maximum NFS protocol = NFSv4 or NFSv4.1\n"
          "Control Panel > Shared Folder > (the folder) > Edit > NFS Permissions, in each rule:\n"
          "  Hostname or IP = the devices, not *\n"
          "  Security = Kerberos privacy\n"
          "  Squash = Map root to guest\n",
          "Set the same fields back to what they were: take a picture of them first.",
          std::string(breaks) + " " + needs_kerberos + " NFS 3 stays on beside NFS 4."};
}

Remedy qnap() {
  return {
      "QNAP", "text",
      "Control Panel > Privilege > Shared Folders > (the folder) > Edit Shared Folder Permission > NFS host access:\n"
      "  name the devices as hosts, not *; do not leave a client's root its rights\n"
      "  where this model offers a choice of security there, take Kerberos with privacy alone\n"
      "Where it offers none, nothing can protect NFS on it: use SMB 3 with encryption, or put the connection inside "
      "IPsec or WireGuard.\n",
      "Set the same fields back to what they were: take a picture of them first.",
      std::string(breaks) + " " + needs_kerberos};
}

std::string own_end(const std::string& endpoint, const Device* device) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto host = parsed ? parsed->host : std::string("server");
  const auto port = parsed && parsed->port != 0 ? fmt::format(",port={}", parsed->port) : std::string();
  const auto linux_line =
      fmt::format("{}:{} /mnt/runs nfs vers=4.2,sec=krb5p{},_netdev 0 0\n", host, path_of(endpoint), port);
  if (device && is_linux(*device))
    return "# /etc/fstab, in place of the line that mounts this export:\n" + linux_line +
           "# without Kerberos, where the server has TLS: xprtsec=mtls instead of sec=krb5p, and the service tlshd\n";
  if (device && cannot_encrypt(*device))
    return "This device's Windows has no NFS with encryption. Put the connection inside IPsec, or place a gateway "
           "beside "
           "the device that speaks NFS to it on a cable of its own and NFS with krb5p to the storage.\n"
           "Do not require krb5p on the server as long as this device writes to it directly: it would be cut off.\n";
  const std::string windows =
      "Windows (Client for NFS), PowerShell: Set-NfsClientConfiguration -Authentication krb5p\n";
  return device ? windows : "Linux, /etc/fstab:\n" + linux_line + windows;
}

Remedy device_remedy(const std::string& endpoint, const Device* device) {
  const auto text = own_end(endpoint, device) + about_the_device(device);
  const bool linux_end = device && is_linux(*device);
  return {
      "this device", linux_end ? "fstab" : "text", text,
      linux_end ? "Put the former line back, then umount and mount." : "Set the same settings back to what they were.",
      "Connections to servers that cannot do the same, and jobs that run without a Kerberos ticket. The export is "
      "away while it is changed: do it between runs."};
}

}  // namespace

std::vector<Remedy> nfs_device_remedies(const std::string& endpoint, const std::vector<Device>& devices) {
  return remedies_by_text(devices, [&](const Device* device) { return device_remedy(endpoint, device); });
}

std::vector<Remedy> nfs_remedies(const std::string& endpoint, const std::vector<Device>& devices) {
  std::vector<Remedy> remedies{kernel(endpoint), ganesha(), ontap(), windows_server(), synology(), qnap()};
  if (std::ranges::any_of(devices, cannot_encrypt))
    for (auto& remedy : remedies)
      remedy.may_break +=
          " A device here has no NFS with encryption and is cut off by this: first put a gateway before it.";
  std::ranges::move(nfs_device_remedies(endpoint, devices), std::back_inserter(remedies));
  return remedies;
}

}  // namespace runseal::audit
