#include "audit/plan_devices.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/device_limits.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using Devices = std::vector<model::Device>;

template <class Is>
std::string those_that(const Devices& devices, const Is& is) {
  std::vector<std::string> ids;
  for (const auto& device : devices)
    if (is(device)) ids.push_back(device.id);
  return base::join(ids, ", ");
}

bool is_one_of(const std::string& scheme, std::initializer_list<const char*> schemes) {
  return std::ranges::find(schemes, scheme) != schemes.end();
}

// Microsoft, "Network File System overview": the client of every Windows speaks NFS 2 and 3. Those of Windows 7 and
// before have no encryption in it (rules/nfs_remedies.cc). Linux mounts NFS 4 with sec=krb5p (nfs(5)).
DevicesEnd of_nfs(const Devices& devices) {
  DevicesEnd end;
  const auto without_encryption = [](const model::Device& device) {
    const auto limit = smb_end_of(&device);
    return limit == SmbEnd::smb_1 || limit == SmbEnd::smb_2_1;
  };
  if (const auto old = those_that(devices, without_encryption); !old.empty())
    end.gateway = fmt::format("the Windows of {} has no NFS with encryption: a gateway beside it, or IPsec", old);
  const auto newer = [&](const auto& device) { return is_windows(device) && !without_encryption(device); };
  if (const auto windows = those_that(devices, newer); !windows.empty())
    end.remains.push_back(
        fmt::format("the NFS client of Windows, on {}, speaks nothing newer than NFS 3: it needs NFS 3 left on at the "
                    "server, with krb5p required there too, or SMB 3 in its place",
                    windows));
  end.known = !devices.empty() && std::ranges::all_of(devices, [&](const auto& device) {
    return is_linux(device) || is_windows(device) || without_encryption(device);
  });
  return end;
}

// OpenSSH and rsync are part of every Linux distribution. Of Windows only new versions have an SSH client, which an
// operating system's name alone does not tell.
DevicesEnd of_ssh(const Devices& devices) {
  DevicesEnd end;
  end.known = !devices.empty() && std::ranges::all_of(devices, is_linux);
  return end;
}

// Microsoft, "Support for SSL/TLS protocols on Windows".
DevicesEnd of_tls(const Devices& devices) {
  DevicesEnd end;
  const auto with = [&](SmbEnd limit) {
    return those_that(devices, [&](const auto& device) { return smb_end_of(&device) == limit; });
  };
  if (const auto old = with(SmbEnd::smb_1); !old.empty())
    end.gateway = fmt::format(
        "the TLS of Windows itself ends at 1.0 on {}: unless its program brings a TLS of its own, a gateway beside it "
        "must speak to the storage in its place",
        old);
  if (const auto off = with(SmbEnd::smb_2_1); !off.empty())
    end.remains.push_back(fmt::format(
        "on {} the TLS of Windows itself has 1.2 switched off unless somebody has switched it on; a program with a TLS "
        "of its own decides for itself",
        off));
  return end;
}

}  // namespace

DevicesEnd devices_end(const std::string& scheme, const Devices& devices) {
  if (scheme == "nfs") return of_nfs(devices);
  if (is_one_of(scheme, {"sftp", "ssh", "rsync"})) return of_ssh(devices);
  if (is_one_of(scheme, {"https", "http", "webdav", "webdavs", "dav", "davs", "s3", "ftp", "ftps", "ldap", "ldaps"}))
    return of_tls(devices);
  return {};
}

}  // namespace runseal::audit
