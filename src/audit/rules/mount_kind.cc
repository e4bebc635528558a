#include "audit/rules/mount_kind.h"

#include <algorithm>
#include <initializer_list>

namespace runseal::audit {
namespace {

bool any_of(std::string_view type, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, type) != names.end();
}

// FUSE says "fuse" or "fuse.NAME"; davfs2 and s3fs are told by what they mount
MountKind fuse(const proto::Mount& mount) {
  if (any_of(mount.type, {"fuseblk", "fusectl", "fuse.lxcfs", "fuse.gvfsd-fuse", "fuse.portal", "fuse.bindfs",
                          "fuse.mergerfs", "fuse.gocryptfs", "fuse.encfs", "fuse.ntfs-3g", "fuse.snapfuse",
                          "fuse.squashfuse", "fuse.fuse-overlayfs", "fuse.archivemount"}))
    return MountKind::local;
  if (any_of(mount.type, {"fuse.sshfs", "fuse.sshfs.fuse"}) || mount.source.starts_with("sshfs#"))
    return MountKind::ssh;
  if (mount.type == "fuse.s3fs" || mount.source == "s3fs" || mount.source.starts_with("s3fs#"))
    return MountKind::objects;
  if (mount.source.starts_with("http://") || mount.source.starts_with("https://")) return MountKind::web;
  return MountKind::not_known;
}

}  // namespace

MountKind kind_of(const proto::Mount& mount) {
  const auto& type = mount.type;
  if (any_of(type, {"cifs", "smb3", "smbfs", windows_share})) return MountKind::smb;
  if (any_of(type, {"nfs", "nfs4"})) return MountKind::nfs;
  if (any_of(type, {"davfs", "fuse.davfs"})) return MountKind::web;
  if (any_of(type, {"sshfs", "fuse.sshfs"})) return MountKind::ssh;
  if (type == "autofs") return MountKind::automount;
  if (type == "virtiofs") return MountKind::host;
  if (type == "9p") {
    const auto transport = mount.value("trans");
    if (transport == "virtio" || transport == "xen") return MountKind::host;
    return any_of(transport, {"", "tcp", "fd", "unix"}) ? MountKind::plain : MountKind::not_known;
  }
  if (type.starts_with("fuse")) return fuse(mount);
  if (any_of(type, {"ncpfs", "coda", "orangefs"})) return MountKind::plain;
  if (any_of(type, {"ceph", "afs", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2", "curlftpfs"}))
    return MountKind::not_known;
  if (type.empty() || type == "auto" || type == "none")  // declared without saying
    return mount.source.starts_with("//") || mount.source.find(":/") != std::string::npos ? MountKind::not_known
                                                                                          : MountKind::local;
  return MountKind::local;
}

bool may_travel(const proto::Mount& mount) {
  const auto kind = kind_of(mount);
  return kind != MountKind::local && kind != MountKind::automount && kind != MountKind::host;
}

}  // namespace runseal::audit
