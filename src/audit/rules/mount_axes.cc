#include "audit/rules/mount_axes.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;

MountAxes all_unknown(const std::string& why) {
  const Axis axis{Protection::unknown, why};
  return {axis, axis, axis};
}

MountAxes grade_ssh_mount(const proto::Mount& mount) {
  const Axis plain{Protection::absent, "It goes to a port directly, without SSH (directport)."};
  if (!mount.value("directport").empty()) return {plain, plain, plain};
  const Axis safe{Protection::protected_, "It goes through SSH, which encrypts and authenticates every packet."};
  const bool checks = mount.value("StrictHostKeyChecking") != "no" && mount.value("StrictHostKeyChecking") != "off";
  return {safe, safe,
          checks ? Axis{Protection::unknown,
                        "Whether the server's host key is checked is a setting of ssh, which the "
                        "mount does not show."}
                 : Axis{Protection::absent, "The server's host key is not checked (StrictHostKeyChecking=no)."}};
}

MountAxes grade_web_mount(const proto::Mount& mount) {
  if (mount.source.starts_with("http://")) {
    const Axis none{Protection::absent, "It is mounted by plain HTTP."};
    return {none, none, none};
  }
  if (!mount.source.starts_with("https://")) return all_unknown("The address of the WebDAV server is not told.");
  const Axis tls{Protection::optional,
                 "It is mounted by HTTPS; which TLS the server speaks and whether its certificate is checked is not "
                 "shown by the mount."};
  return {tls, tls, tls};
}

MountAxes grade_object_mount(const proto::Mount& mount) {
  const auto url = mount.value("url");
  if (url.empty()) return all_unknown("The address of the object store is not shown by the mount.");
  if (mount.has("no_check_certificate")) {
    const Axis open{Protection::optional, "TLS is spoken, but with anybody: the certificate is not checked."};
    return {open, open, {Protection::absent, "The server's certificate is not checked (no_check_certificate)."}};
  }
  auto as_web = mount;
  as_web.source = url;
  return grade_web_mount(as_web);
}

}  // namespace

MountAxes grade_nfs_mount(const proto::Mount& mount) {
  const auto sec = mount.value("sec").empty() ? std::string("sys") : mount.value("sec");
  const auto tls = mount.value("xprtsec");
  const bool mutual = tls == "mtls";
  MountAxes axes;
  if (tls == "tls" || mutual)
    axes.integrity =
        axes.confidentiality = {Protection::protected_, "Every call goes through TLS (xprtsec=" + tls + ")."};
  else if (sec == "krb5p")
    axes.integrity = axes.confidentiality = {Protection::protected_, "Kerberos encrypts every call (sec=krb5p)."};
  else if (sec == "krb5i")
    axes.integrity = {Protection::protected_, "Kerberos signs every call (sec=krb5i)."};
  else
    axes.integrity = {Protection::absent, fmt::format("Nothing lets either end notice a change: sec={}.", sec)};
  if (axes.confidentiality.grade == Protection::unknown)
    axes.confidentiality = {Protection::absent, fmt::format("Everything travels in clear: sec={}, without TLS.", sec)};
  if (sec == "krb5i" || sec == "krb5p" || (sec == "krb5" && mutual))
    axes.peer_authenticity = {Protection::protected_, "Both ends prove themselves by Kerberos, in every call."};
  else if (mutual)
    axes.peer_authenticity = {Protection::protected_,
                              "Both machines prove themselves by certificates; who the user is, this machine claims."};
  else if (tls == "tls" || sec == "krb5")
    axes.peer_authenticity = {Protection::optional,
                              tls == "tls" ? "The server may prove itself by its certificate; this machine does not."
                                           : "Kerberos proves the user, but the data of a call is bound to nobody."};
  else
    axes.peer_authenticity = {
        Protection::absent,
        fmt::format("Neither end proves who it is: the server believes any user number (sec={}).", sec)};
  return axes;
}

MountAxes grade_mount(const proto::Mount& mount, const std::optional<MountUse>& use) {
  const Axis plain{Protection::absent, fmt::format("File systems of the type {} protect nothing on the way.",
                                                   base::printable(mount.type, 40))};
  switch (kind_of(mount)) {
    case MountKind::smb: return grade_smb_mount(mount, use);
    case MountKind::nfs: return grade_nfs_mount(mount);
    case MountKind::ssh: return grade_ssh_mount(mount);
    case MountKind::web: return grade_web_mount(mount);
    case MountKind::objects: return grade_object_mount(mount);
    case MountKind::plain: return {plain, plain, plain};
    case MountKind::host:
      return all_unknown("It goes to the host of this virtual machine; how it goes on is not seen here.");
    case MountKind::local: return all_unknown("The folder lies on a disk of this machine: nothing travels here.");
    case MountKind::automount: return all_unknown("Nothing is mounted now: an automount waits for somebody to use it.");
    case MountKind::not_known: break;
  }
  return all_unknown(
      fmt::format("How file systems of the type {} travel is not known to runseal.", base::printable(mount.type, 40)));
}

}  // namespace runseal::audit
