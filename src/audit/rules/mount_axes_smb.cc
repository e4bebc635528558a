// What the Linux SMB client protects: mount.cifs(8), and what the kernel prints of it.
#include <fmt/format.h>

#include "audit/rules/mount_axes.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;

Axis integrity(const proto::Mount& mount, const MountUse& use) {
  if (smb_version(mount, use) == SmbVersion::v1)
    return {Protection::optional, "SMB 1 is used; its signatures are MD5 and belong to no modern protection."};
  if (mount.has("seal"))
    return {Protection::protected_, "The mount insists on encryption (seal), which also detects every change."};
  if (use.encrypted)
    return {Protection::protected_, "The session is encrypted, which also detects every change on the way."};
  if (mount.has("signloosely"))
    return {Protection::optional, "The mount passes over signatures that are wrong (signloosely)."};
  if (use.is_signed == true) return {Protection::protected_, "The connection is signed."};
  if (use.is_signed == false)
    return {Protection::absent, "Neither end asks for signing: the kernel says that the connection is not signed."};
  if (asks_signing(mount)) return {Protection::protected_, "The mount insists on signing."};
  return {Protection::optional,
          "The mount does not insist on signing; whether the server does is not shown by its options."};
}

Axis confidentiality(const proto::Mount& mount, const MountUse& use) {
  if (mount.has("seal")) return {Protection::protected_, "The mount insists on encryption (seal)."};
  if (use.encrypted) return {Protection::protected_, "The session is encrypted, because the server asks for it."};
  const auto version = smb_version(mount, use);
  if (version == SmbVersion::v1 || version == SmbVersion::v2)
    return {Protection::absent, "It is mounted by a version of SMB that cannot encrypt."};
  if (use.told) return {Protection::absent, "The kernel says that the session is not encrypted."};
  if (version == SmbVersion::not_known)
    return {Protection::unknown, "Neither the version of SMB nor encryption is told by the options."};
  return {Protection::optional,
          "The mount does not insist on encryption (no seal); whether the server does is not shown by its options."};
}

Axis peer(const proto::Mount& mount, const MountUse& use) {
  const auto version = smb_version(mount, use);
  if (version == SmbVersion::v1)
    return {Protection::optional, "SMB 1 is used, which does not protect its own negotiation."};
  if (mount.has("seal") || use.encrypted)
    return {Protection::protected_,
            "Every message is encrypted with a key that only the two who know the password can derive."};
  const bool is_signed = !mount.has("signloosely") && use.is_signed.value_or(asks_signing(mount));
  if (!is_signed)
    return {Protection::optional,
            "After the login no message has to prove where it comes from: nothing is insisted on."};
  if (version == SmbVersion::v3_1_1)
    return {Protection::protected_,
            "Every message is signed with a key that only the two who know the password can derive."};
  return {Protection::optional,
          "Signed messages prove both ends, but an attacker can alter the negotiation of SMB versions before 3.1.1."};
}

}  // namespace

SmbVersion smb_version(const proto::Mount& mount, const std::optional<MountUse>& use) {
  const auto name = use && !use->dialect.empty() ? use->dialect : mount.value("vers");
  if (name.starts_with("3.1")) return SmbVersion::v3_1_1;
  if (name.starts_with("3")) return SmbVersion::v3;
  if (name.starts_with("2")) return SmbVersion::v2;
  return name.starts_with("1") ? SmbVersion::v1 : SmbVersion::not_known;
}

bool is_guest(const proto::Mount& mount, const std::optional<MountUse>& use) {
  return mount.has("guest") || mount.value("sec") == "none" || (use && use->guest);
}

// The kernel prints it at the end of sec=, and not at all where no sec= was given.
bool asks_signing(const proto::Mount& mount) {
  const auto sec = mount.value("sec");
  return mount.has("sign") || (sec.size() > 1 && sec.ends_with('i'));
}

MountAxes grade_smb_mount(const proto::Mount& mount, const std::optional<MountUse>& use) {
  if (is_guest(mount, use)) {
    const Axis none{Protection::absent,
                    "It is mounted without a password: such a session can be neither signed nor encrypted."};
    return {none, none, none};
  }
  if (!use) {
    const Axis unknown{Protection::unknown, "What the kernel's SMB client really uses could not be read."};
    return {unknown, unknown, unknown};
  }
  return {integrity(mount, *use), confidentiality(mount, *use), peer(mount, *use)};
}

}  // namespace runseal::audit
