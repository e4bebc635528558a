#include "service/node.h"

#include <unistd.h>

#include <array>

#include "base/sshsig.h"
#include "base/text.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_key_file = 16U << 10U;

base::Path pem_file(Workspace& workspace) { return workspace.folder() / "keys" / "node.pem"; }
base::Path pub_file(Workspace& workspace) { return workspace.folder() / "keys" / "node.pub"; }

Result<base::PrivateKey> read_key(Workspace& workspace) {
  RUNSEAL_TRY(const auto pem, workspace.files().read(pem_file(workspace), max_key_file));
  auto key = base::PrivateKey::from_pem(base::as_text(pem));
  if (!key)
    return fail(ErrorCode::corrupt, "this node's key cannot be read: " + key.error().what, pem_file(workspace).string(),
                "restore keys/ from a backup");
  return key;
}

// The public half is there for people to hand out; it is made again when it is missing.
Result<> write_public(Workspace& workspace, const base::PublicKey& key) {
  return base::write_durably(workspace.files(), pub_file(workspace), base::as_bytes(base::ssh_public_key(key) + "\n"),
                             0644);
}

}  // namespace

Result<base::PrivateKey> node_key(Workspace& workspace) {
  RUNSEAL_TRY(const bool there, workspace.files().exists(pem_file(workspace)));
  if (there) {
    RUNSEAL_TRY(auto key, read_key(workspace));
    RUNSEAL_TRY(const bool public_there, workspace.files().exists(pub_file(workspace)));
    if (!public_there && workspace.writable()) RUNSEAL_CHECK(write_public(workspace, key.public_key()));
    return key;
  }
  if (!workspace.writable())
    return fail(ErrorCode::not_found, "this node has no key yet", pem_file(workspace).string(),
                "`runseal seal` makes one");
  auto key = base::PrivateKey::generate();
  RUNSEAL_CHECK(workspace.files().make_directories(pem_file(workspace).parent_path(), 0700));
  RUNSEAL_CHECK(base::write_durably(workspace.files(), pem_file(workspace), base::as_bytes(key.to_pem()), 0600));
  RUNSEAL_CHECK(write_public(workspace, key.public_key()));
  return key;
}

Result<std::optional<base::PublicKey>> node_public_key(Workspace& workspace) {
  RUNSEAL_TRY(const bool there, workspace.files().exists(pem_file(workspace)));
  if (!there) return std::nullopt;
  RUNSEAL_TRY(const auto key, read_key(workspace));
  return key.public_key();
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return base::printable(name.data(), 200);
}

}  // namespace runseal::service
