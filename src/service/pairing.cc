#include "service/pairing.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/mac.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/tcp.h"
#include "base/text.h"
#include "service/node.h"
#include "service/reason.h"
#include "store/records.h"

namespace runseal::service {
namespace {

constexpr const char* invitation_word = "runseal-pair-1";
constexpr const char* answer_word = "runseal-paired-1";
constexpr std::size_t secret_size = 16;
constexpr std::size_t max_line = 1'024;
constexpr std::size_t max_invitation = 4U << 10U;
constexpr const char* ssh_word = "ssh-ed25519 ";

std::unexpected<Error> not_a_line() {
  return fail(ErrorCode::invalid, "this is not a line that runseal printed for pairing", {},
              "copy the whole line, from runseal-pair… to its end, between quotes");
}

Result<> check_name(const std::string& name) {
  const bool good = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
  if (good) return {};
  return fail(ErrorCode::usage, "a node's name has 1 to 64 letters, digits, points, hyphens or underscores",
              base::printable(name, 80), "give one with --name");
}

Result<base::PublicKey> key_from_hex(const std::string& text) {
  const auto raw = base::from_hex(text);
  if (!raw) return not_a_line();
  auto key = base::public_key_from(*raw);
  if (!key) return not_a_line();
  return key;
}

std::string proof_of(ByteView secret, const std::string& name, const base::PublicKey& sender,
                     const base::PublicKey& receiver) {
  const auto message =
      std::string(answer_word) + "," + name + "," + base::to_hex(sender.raw) + "," + base::to_hex(receiver.raw);
  return base::to_hex(base::hmac_sha256(secret, base::as_bytes(message)));
}

// What the receiver remembers of a line that it printed. The file is as secret as the key beside it, and goes with use.
struct Invitation {
  std::string secret;
  std::string expires;
  std::string folder;
  int valid_days = 0;
};

base::Path invitations_of(const Workspace& workspace) { return workspace.folder() / "invitations"; }

Result<> save_node_record(Workspace& workspace, const model::Node& node, const char* what) {
  const Json data{
      {"what", what},          {"name", node.name},       {"key", node.key},        {"address", node.address},
      {"folder", node.folder}, {"expires", node.expires}, {"revoked", node.revoked}};
  RUNSEAL_CHECK(
      workspace.record(Change{"node", node.name, data, [node](store::Database& database, const std::string& entry) {
                                return store::save_node(database, node, entry);
                              }}));
  return {};
}

// A name stays with its key until that is revoked; a key has one name.
Result<> check_free(Workspace& workspace, const model::Node& node) {
  RUNSEAL_TRY(const auto named, store::find_node(workspace.database(), node.name));
  if (named && named->record.key != node.key && named->record.revoked.empty())
    return fail(
        ErrorCode::exists, "another node is called \"" + node.name + "\"", {},
        "give this one another --name, or revoke the other: runseal node revoke " + node.name + " --why REASON");
  RUNSEAL_TRY(const auto keyed, store::find_node_by_key(workspace.database(), node.key));
  if (keyed && keyed->record.name != node.name)
    return fail(ErrorCode::exists, "this node is known under the name \"" + keyed->record.name + "\"", {},
                "pair again under that name");
  if (const auto own = node_public_key(workspace); own && *own && base::ssh_public_key(**own) == node.key)
    return fail(ErrorCode::usage, "this is this node's own key", {}, "paste the line on the other machine");
  return {};
}

Result<Invitation> parse_invitation(const std::string& text) {
  RUNSEAL_TRY(const auto json, base::parse_json(text, max_invitation));
  if (!json.is_object()) return fail(ErrorCode::corrupt, "a stored invitation is damaged");
  return Invitation{json.value("secret", ""), json.value("expires", ""), json.value("folder", ""),
                    json.value("valid_days", 0)};
}

// Ours that are still open; those that are over are removed.
Result<std::vector<std::pair<base::Path, Invitation>>> open_invitations(Workspace& workspace) {
  std::vector<std::pair<base::Path, Invitation>> open;
  const auto folder = invitations_of(workspace);
  RUNSEAL_TRY(const bool any, workspace.files().exists(folder));
  if (!any) return open;
  RUNSEAL_TRY(const auto names, workspace.files().list(folder));
  for (const auto& name : names) {
    RUNSEAL_TRY(const auto content, workspace.files().read(folder / name, max_invitation));
    const auto invitation = parse_invitation(base::as_text(content));
    const auto expires = invitation ? base::parse_instant(invitation->expires) : Result<Instant>(workspace.now());
    if (!expires || *expires <= workspace.now())
      RUNSEAL_CHECK(workspace.files().remove(folder / name));
    else
      open.emplace_back(folder / name, *invitation);
  }
  return open;
}

}  // namespace

bool is_invitation(const std::string& line) { return base::trim(line).starts_with(invitation_word); }

std::string fingerprint(const base::PublicKey& key) {
  const auto line = base::ssh_public_key(key);
  const auto blob = base::from_base64(line.substr(std::string_view(ssh_word).size()));
  auto text = base::to_base64(base::sha256(*blob));
  while (text.ends_with('=')) text.pop_back();
  return "SHA256:" + text;
}

Result<base::PublicKey> key_of(const model::Node& node) {
  const auto damaged = [&] { return fail(ErrorCode::corrupt, "the stored key of a node is damaged", node.name); };
  if (!node.key.starts_with(ssh_word)) return damaged();
  const auto blob = base::from_base64(node.key.substr(std::string_view(ssh_word).size()));
  if (!blob || blob->size() < 32) return damaged();
  const auto key = base::public_key_from(ByteView(*blob).last(32));
  if (!key || base::ssh_public_key(*key) != node.key) return damaged();
  return *key;
}

Result<std::string> invite(Workspace& workspace, const InviteRequest& request) {
  RUNSEAL_TRY(const auto address, base::parse_host_port(request.address, 7433));
  if (address.host.empty() || address.port == 0)
    return fail(ErrorCode::usage, "the sender needs an address to send to", {}, "for example --address nas01:7433");
  if (!request.folder.empty() && (request.folder.find('/') != std::string::npos || !check_name(request.folder)))
    return fail(ErrorCode::usage, "--folder is the name of one folder", base::printable(request.folder, 80));
  const auto name = request.name.empty() ? host_name() : request.name;
  RUNSEAL_CHECK(check_name(name));
  RUNSEAL_TRY(const auto key, node_key(workspace));
  const auto secret = base::random_bytes(secret_size);
  const auto expires = workspace.now() + invitation_lasts;
  const Json stored{{"secret", base::to_hex(secret)},
                    {"expires", base::format_instant(expires)},
                    {"folder", request.folder},
                    {"valid_days", request.valid_days}};
  RUNSEAL_CHECK(workspace.files().make_directories(invitations_of(workspace), 0700));
  RUNSEAL_CHECK(base::write_durably(workspace.files(), invitations_of(workspace) / (base::random_id() + ".json"),
                                    base::as_bytes(stored.dump()), 0600));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(expires.time_since_epoch()).count();
  return fmt::format("{},{},{},{},{},{}", invitation_word, address.text(), base::to_hex(key.public_key().raw),
                     base::to_hex(secret), seconds, name);
}

Result<Accepted> accept_invitation(Workspace& workspace, const std::string& line, const std::string& own_name) {
  if (line.size() > max_line) return not_a_line();
  const auto parts = base::split(base::trim(line), ',');
  if (parts.size() != 6 || parts[0] != invitation_word) return not_a_line();
  const auto address = base::parse_host_port(parts[1], 0);
  if (!address) return not_a_line();
  RUNSEAL_TRY(const auto receiver, key_from_hex(parts[2]));
  const auto secret = base::from_hex(parts[3]);
  std::int64_t expires = 0;
  const auto [end, error] = std::from_chars(parts[4].data(), parts[4].data() + parts[4].size(), expires);
  if (!secret || secret->size() != secret_size || error != std::errc{} || end != parts[4].data() + parts[4].size() ||
      address->port == 0 || address->host.empty() || !check_name(parts[5]))
    return not_a_line();
  if (std::chrono::duration_cast<std::chrono::seconds>(workspace.now().time_since_epoch()).count() >= expires)
    return fail(ErrorCode::denied, "this line was valid for ten minutes and is no longer", {},
                "print a new one on the receiver; if it is new, the clocks of the two machines differ");
  const auto name = own_name.empty() ? host_name() : own_name;
  RUNSEAL_CHECK(check_name(name));
  model::Node node;
  node.name = parts[5];
  node.key = base::ssh_public_key(receiver);
  node.address = address->text();
  node.paired_at = base::format_instant(workspace.now());
  RUNSEAL_TRY(const auto key, node_key(workspace));
  RUNSEAL_CHECK(check_free(workspace, node));
  RUNSEAL_CHECK(save_node_record(workspace, node, "paired as receiver"));
  return Accepted{node, fmt::format("{},{},{},{}", answer_word, name, base::to_hex(key.public_key().raw),
                                    proof_of(*secret, name, key.public_key(), receiver))};
}

Result<model::Node> complete_pairing(Workspace& workspace, const std::string& line) {
  if (line.size() > max_line) return not_a_line();
  const auto parts = base::split(base::trim(line), ',');
  if (parts.size() != 4 || parts[0] != answer_word || !check_name(parts[1])) return not_a_line();
  RUNSEAL_TRY(const auto sender, key_from_hex(parts[2]));
  RUNSEAL_TRY(const auto own, node_key(workspace));
  RUNSEAL_TRY(const auto invitations, open_invitations(workspace));
  for (const auto& [file, invitation] : invitations) {
    const auto secret = base::from_hex(invitation.secret);
    if (!secret || !base::same_secret(proof_of(*secret, parts[1], sender, own.public_key()), parts[3])) continue;
    model::Node node;
    node.name = parts[1];
    node.key = base::ssh_public_key(sender);
    node.folder = invitation.folder;
    node.paired_at = base::format_instant(workspace.now());
    if (invitation.valid_days > 0)
      node.expires = base::format_instant(workspace.now() + std::chrono::days(invitation.valid_days));
    RUNSEAL_CHECK(check_free(workspace, node));
    RUNSEAL_CHECK(workspace.files().remove(file));  // first: a line is good once, whatever happens next
    RUNSEAL_CHECK(workspace.files().sync_directory(invitations_of(workspace)));
    RUNSEAL_CHECK(save_node_record(workspace, node, "paired as sender"));
    return node;
  }
  return fail(ErrorCode::denied, "no line that this node printed in the last ten minutes fits this answer", {},
              "begin again: runseal node pair --address …; each line is good once");
}

Result<model::Node> revoke_node(Workspace& workspace, const std::string& name) {
  RUNSEAL_TRY(const auto found, store::find_node(workspace.database(), name));
  if (!found)
    return fail(ErrorCode::not_found, "no node is called \"" + base::printable(name, 80) + "\"", {},
                "runseal node list shows them");
  auto node = found->record;
  if (!node.revoked.empty()) return node;
  RUNSEAL_CHECK(must_say_why(workspace));
  node.revoked = base::format_instant(workspace.now());
  RUNSEAL_CHECK(save_node_record(workspace, node, "revoked"));
  return node;
}

Result<model::Node> admitted(Workspace& workspace, const base::PublicKey& key) {
  RUNSEAL_TRY(const auto found, store::find_node_by_key(workspace.database(), base::ssh_public_key(key)));
  if (!found) return fail(ErrorCode::denied, "this key is not paired");
  const auto& node = found->record;
  if (!node.revoked.empty())
    return fail(ErrorCode::denied, "\"" + node.name + "\" was revoked on " + node.revoked.substr(0, 10));
  if (node.expires.empty()) return node;
  const auto expires = base::parse_instant(node.expires);
  if (!expires || *expires <= workspace.now())
    return fail(ErrorCode::denied, "the pairing with \"" + node.name + "\" ended on " + node.expires.substr(0, 10));
  return node;
}

}  // namespace runseal::service
