#include "audit/rules/mount_findings.h"

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"
#include "audit/rules/mount_axes.h"

namespace runseal::audit {
namespace {

using model::Protection;
using model::Severity;

using harms::all;
using harms::changed;
using harms::read;

MountAxes axes_of(const MountFacts& facts) { return grade_mount(*facts.mount, facts.use); }
bool smb(const MountFacts& facts) { return facts.is(MountKind::smb); }
bool nfs(const MountFacts& facts) { return facts.is(MountKind::nfs); }
bool guest(const MountFacts& facts) { return smb(facts) && is_guest(*facts.mount, facts.use); }
bool smb1(const MountFacts& facts) { return smb(facts) && smb_version(*facts.mount, facts.use) == SmbVersion::v1; }

MountRule guest_mount() {
  return {
      {"mount.guest",
       Severity::critical,
       "The share is mounted without a password",
       "A session of a guest, or of nobody, has no key: it can be neither signed nor encrypted, whatever the server "
       "asks of others.",
       all,
       clauses::authenticity(),
       {},
       {"mount.options", "mount.used"}},
      guest};
}

MountRule smb1_mount() {
  return {{"mount.smb1",
           Severity::critical,
           "The share is mounted by SMB 1",
           "SMB 1 has no encryption, its signatures are MD5, and its negotiation is not protected.",
           all,
           clauses::integrity(),
           {},
           {"mount.options", "mount.used"}},
          smb1};
}

MountRule not_signed() {
  return {
      {"mount.not-signed",
       Severity::high,
       "The connection is not signed",
       "The kernel says that this connection is neither signed nor encrypted: somebody on the way can change files, "
       "and nobody notices.",
       changed,
       clauses::integrity(),
       {},
       {"mount.options", "mount.used"}},
      [](const MountFacts& facts) {
        return smb(facts) && !guest(facts) && axes_of(facts).integrity.grade == Protection::absent;
      }};
}

MountRule signing_not_asked() {
  return {{"mount.signing-not-required",
           Severity::high,
           "The mount insists on neither signing nor encryption",
           "A message is signed only when one of the two ends asks for it, and this one does not. Mount with seal, or "
           "at least "
           "with sign.",
           changed,
           clauses::integrity(),
           {},
           {"mount.options", "mount.used"}},
          [](const MountFacts& facts) {
            return smb(facts) && !smb1(facts) && !guest(facts) && !facts.mount->has("signloosely") &&
                   axes_of(facts).integrity.grade == Protection::optional;
          }};
}

MountRule signatures_ignored() {
  return {{"mount.signatures-ignored",
           Severity::high,
           "Wrong signatures are passed over",
           "The option signloosely lets the client take messages whose signature does not fit.",
           changed,
           clauses::integrity(),
           {},
           {"mount.options"}},
          [](const MountFacts& facts) { return smb(facts) && facts.mount->has("signloosely"); }};
}

MountRule not_encrypted() {
  return {{"mount.not-encrypted",
           Severity::high,
           "What travels to this mount can be read on the way",
           "Whoever is on the way reads every file, patient data among them.",
           read,
           clauses::confidentiality(),
           {},
           {"mount.type", "mount.options", "mount.used"}},
          [](const MountFacts& facts) {
            return facts.mounted == true && facts.mount && !guest(facts) &&
                   axes_of(facts).confidentiality.grade == Protection::absent;
          }};
}

MountRule encryption_not_asked() {
  return {{"mount.encryption-not-required",
           Severity::medium,
           "The mount does not insist on encryption",
           "Without seal the server alone decides whether what travels is encrypted.",
           read,
           clauses::confidentiality(),
           {},
           {"mount.options", "mount.used"}},
          [](const MountFacts& facts) {
            return smb(facts) && !guest(facts) && axes_of(facts).confidentiality.grade == Protection::optional;
          }};
}

MountRule encrypted_by_server() {
  return {{"mount.encrypted-by-the-server-only",
           Severity::low,
           "The session is encrypted because the server asks for it, not the mount",
           "It is encrypted now. Should the server's setting change, this mount would go on in clear without a word. "
           "Mount with seal.",
           read,
           clauses::confidentiality(),
           {},
           {"mount.options", "mount.used"}},
          [](const MountFacts& facts) {
            return smb(facts) && !guest(facts) && facts.use && facts.use->encrypted && !facts.mount->has("seal");
          }};
}

MountRule old_dialect() {
  return {{"mount.old-dialect",
           Severity::medium,
           "The share is mounted by a version of SMB before 3.1.1",
           "Only SMB 3.1.1 binds the negotiation to the login, so that nobody on the way can talk both ends down.",
           changed,
           clauses::authenticity(),
           {},
           {"mount.options", "mount.used"}},
          [](const MountFacts& facts) {
            if (!smb(facts)) return false;
            const auto version = smb_version(*facts.mount, facts.use);
            return version == SmbVersion::v2 || version == SmbVersion::v3;
          }};
}

MountRule nfs_not_checked() {
  return {
      {"mount.nfs-integrity-missing",
       Severity::high,
       "Changes on the way to this NFS mount are not noticed",
       "sec=sys protects nothing, and sec=krb5 only the head of a call, not the data in it. Mount with sec=krb5i or "
       "sec=krb5p, or with xprtsec=mtls where both ends know RPC over TLS (Linux 6.5 and later).",
       changed,
       clauses::integrity(),
       {},
       {"mount.options"}},
      [](const MountFacts& facts) { return nfs(facts) && axes_of(facts).integrity.grade == Protection::absent; }};
}

MountRule nfs_users_claimed() {
  return {{"mount.nfs-users-claimed",
           Severity::medium,
           "The server believes the user numbers that this machine claims",
           "TLS protects what travels and proves machines; with sec=sys any program with root rights here may be any "
           "user there. Kerberos proves users.",
           changed,
           clauses::authenticity(),
           {},
           {"mount.options"}},
          [](const MountFacts& facts) {
            return nfs(facts) && axes_of(facts).integrity.grade == Protection::protected_ &&
                   !facts.mount->value("sec").starts_with("krb5");
          }};
}

MountRule host_key_not_checked() {
  return {{"mount.host-key-not-checked",
           Severity::high,
           "The server behind this mount is not checked",
           "Anybody on the way can answer in the server's place, read everything and keep the files.",
           all,
           clauses::authenticity(),
           {},
           {"mount.type", "mount.source", "mount.options"}},
          [](const MountFacts& facts) {
            return (facts.is(MountKind::ssh) || facts.is(MountKind::objects)) &&
                   axes_of(facts).peer_authenticity.grade == Protection::absent;
          }};
}

}  // namespace

const std::vector<MountRule>& mount_rules() {
  static const std::vector<MountRule> rules = [] {
    std::vector<MountRule> list{guest_mount(),          smb1_mount(),          not_signed(),
                                signing_not_asked(),    signatures_ignored(),  not_encrypted(),
                                encryption_not_asked(), encrypted_by_server(), old_dialect(),
                                nfs_not_checked(),      nfs_users_claimed(),   host_key_not_checked()};
    for (auto& rule : mount_scope_rules()) list.push_back(std::move(rule));
    return list;
  }();
  return rules;
}

}  // namespace runseal::audit
