// Two nodes get to know each other's keys by two lines that people carry: nothing listens for it. docs/formats/wire.md.
//
//   on the receiver   invite()  prints   runseal-pair-1,<host:port>,<key>,<secret>,<expires>,<name>
//   on the sender     accept()  takes it, keeps the receiver, prints   runseal-paired-1,<name>,<key>,<proof>
//   on the receiver   complete()  takes that and keeps the sender
//
// <proof> is HMAC-SHA256 under the secret over both keys and the name: only who was given the first line can make it.
#pragma once

#include <string>

#include "model/run.h"
#include "service/workspace.h"

namespace runseal::service {

inline constexpr std::chrono::minutes invitation_lasts{10};

struct InviteRequest {
  std::string address;  // host:port where this node receives
  std::string folder;   // the sender may only send into it; empty: anywhere
  int valid_days = 0;   // of the pairing; 0: until it is revoked
  std::string name;     // of this node; empty: the host's
};
// The line. Errors: usage (address, folder, name).
Result<std::string> invite(Workspace& workspace, const InviteRequest& request);

struct Accepted {
  model::Node node;
  std::string answer;
};
// Errors: invalid (not such a line), denied (too late), exists (another node has that name).
Result<Accepted> accept_invitation(Workspace& workspace, const std::string& line, const std::string& own_name);

// Errors: invalid, denied (no invitation of ours that is still open fits it), exists (as accept).
Result<model::Node> complete_pairing(Workspace& workspace, const std::string& line);

// Errors: not_found.
Result<model::Node> revoke_node(Workspace& workspace, const std::string& name);

// The node with this key, if it may speak to us now. Errors: denied, with the reason.
Result<model::Node> admitted(Workspace& workspace, const base::PublicKey& key);

[[nodiscard]] bool is_invitation(const std::string& line);
[[nodiscard]] std::string fingerprint(const base::PublicKey& key);  // "SHA256:…", as ssh-keygen -l shows it
[[nodiscard]] Result<base::PublicKey> key_of(const model::Node& node);

}  // namespace runseal::service
