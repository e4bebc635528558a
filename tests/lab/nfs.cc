// NFS-Ganesha as it is met: NFS 4 alone, or beside NFS 3; with Kerberos required, offered or not at all.
#include <unistd.h>

#include "lab/ganesha.h"

namespace runseal::lab {
namespace {

using model::Protection;

auto ganesha(GaneshaSettings settings) {
  return [settings = std::move(settings)](const std::filesystem::path& folder) {
    return Ganesha::start(folder, settings);
  };
}

constexpr auto none = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;
constexpr auto open = Protection::unknown;

std::vector<Entry> version_4() {
  return {
      {"nfs_sys",
       "NFS 4 with AUTH_SYS alone, as most sites have it",
       ganesha({.security = "sys"}),
       {none, none, none},
       {"nfs.nothing-protects"},
       {"nfs.weak-beside-kerberos", "nfs.root-not-squashed", "nfs.port-mapper-answers"},
       Grades{safe, safe, safe}},
      {"nfs_default",
       "NFS 4 as Ganesha has it without SecType: none and sys; a client's root stays root",
       ganesha({.security = "none, sys", .squash = "No_Root_Squash"}),
       {none, none, none},
       {"nfs.nothing-protects", "nfs.root-not-squashed"},
       {},
       Grades{safe, safe, safe}},
      {"nfs_krb5p_beside_sys",
       "NFS 4 that offers Kerberos with encryption, and serves AUTH_SYS as well",
       ganesha({.security = "krb5p, sys"}),
       {maybe, maybe, maybe},
       {"nfs.weak-beside-kerberos"},
       {"nfs.nothing-protects", "nfs.kerberos-without-privacy"},
       Grades{safe, safe, safe}},
      {"nfs_krb5",
       "NFS 4 with Kerberos for the login alone",
       ganesha({.security = "krb5"}),
       {none, none, safe},
       {"nfs.krb5-without-integrity", "nfs.kerberos-without-privacy"},
       {"nfs.nothing-protects", "nfs.weak-beside-kerberos"},
       Grades{safe, safe, safe}},
      {"nfs_krb5i",
       "NFS 4 with Kerberos and signed calls",
       ganesha({.security = "krb5i"}),
       {safe, none, safe},
       {"nfs.kerberos-without-privacy"},
       {"nfs.krb5-without-integrity"},
       Grades{safe, safe, safe}},
      {"nfs_krb5i_krb5p",
       "NFS 4 with Kerberos, signed or encrypted calls",
       ganesha({.security = "krb5i, krb5p"}),
       {safe, maybe, safe},
       {"nfs.kerberos-without-privacy"},
       {"nfs.krb5-without-integrity"},
       std::nullopt},
      {"nfs_krb5p",
       "NFS 4 with Kerberos and encryption alone",
       ganesha({.security = "krb5p"}),
       {safe, safe, safe},
       {"nfs.client-not-measured"},
       {"nfs.kerberos-without-privacy", "nfs.weak-beside-kerberos"},
       std::nullopt},
      {"nfs_4_1_krb5p",
       "NFS 4.1 and 4.2 alone, which are asked in a session; Kerberos and encryption",
       ganesha({.security = "krb5p", .minor = "1, 2"}),
       {safe, safe, safe},
       {},
       {"nfs.weak-beside-kerberos"},
       std::nullopt},
      {"nfs_4_2_sys",
       "NFS 4.2 alone, with AUTH_SYS; a client's root stays root",
       ganesha({.security = "sys", .squash = "No_Root_Squash", .minor = "2"}),
       {none, none, none},
       {"nfs.nothing-protects", "nfs.root-not-squashed"},
       {},
       std::nullopt},
      {"nfs_other_clients",
       "NFS 4 that serves another machine alone",
       ganesha({.security = "sys",
                .access = "None",
                .more = "CLIENT {\n    Clients = 192.0.2.77;\n    Access_Type = RW;\n  }",
                .libnfs_says = "NOENT"}),
       {open, open, open},
       {"nfs.export-not-found"},
       {"nfs.nothing-protects"},
       std::nullopt},
  };
}

// The same files once more, for NFS 3 under another name.
constexpr const char* for_version_3 =
    "EXPORT {\n  Export_Id = 2;\n  Path = @FOLDER@;\n  Pseudo = /old;\n  Access_Type = RW;\n  SecType = sys;\n"
    "  Protocols = 3;\n  FSAL {\n    Name = VFS;\n  }\n}\n";

// A network namespace and ports below 1024 take root.
std::vector<Entry> that_need_root() {
  return {
      {"nfs_privileged_port",
       "NFS 4 with AUTH_SYS that serves only ports below 1024, as the Linux kernel does",
       ganesha({.security = "sys", .more = "PrivilegedPort = true;"}),
       {none, none, none},
       {"nfs.nothing-protects"},
       {"nfs.export-not-found"},
       std::nullopt},
      {"nfs_3_sys",
       "NFS 3 and 4 with AUTH_SYS, open to everyone",
       ganesha({.security = "sys", .versions = "3, 4"}),
       {none, none, none},
       {"nfs.nothing-protects", "nfs.open-to-everyone", "nfs.port-mapper-answers"},
       {"nfs.root-not-squashed"},
       Grades{safe, safe, safe}},
      {"nfs_3_only_root",
       "NFS 3 alone; a client's root stays root",
       ganesha({.security = "sys", .squash = "No_Root_Squash", .versions = "3", .libnfs_says = "nfs"}),
       {none, none, none},
       {"nfs.nothing-protects", "nfs.open-to-everyone", "nfs.root-not-squashed"},
       {},
       std::nullopt},
      {"nfs_3_krb5p",
       "NFS 3 and 4 with Kerberos and encryption alone",
       ganesha({.security = "krb5p", .versions = "3, 4"}),
       {safe, safe, safe},
       {"nfs.port-mapper-answers"},
       {"nfs.open-to-everyone", "nfs.weak-beside-kerberos"},
       std::nullopt},
      {"nfs_3_back_door",
       "NFS 4 with krb5p alone, and the same files in NFS 3 with AUTH_SYS under another name",
       ganesha({.security = "krb5p", .versions = "3, 4", .another_export = for_version_3}),
       {open, open, open},
       {"nfs.port-mapper-answers"},
       {},
       std::nullopt},
      {"nfs_3_mount_hidden",
       "NFS 3 and 4 with krb5p, the port mapper and MOUNT behind a firewall",
       ganesha({.security = "krb5p", .versions = "3, 4", .mount_reachable = false}),
       {open, open, open},
       {"nfs.version-3-not-seen"},
       {"nfs.port-mapper-answers"},
       std::nullopt},
  };
}

}  // namespace

std::vector<Entry> nfs_lab() {
  auto entries = version_4();
  if (::geteuid() == 0) std::ranges::move(that_need_root(), std::back_inserter(entries));
  return entries;
}

}  // namespace runseal::lab
