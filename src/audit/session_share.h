// Two questions to a share that smbclient cannot be made to ask, each by a login of our own in SMB 3.1.1 and one
// TREE_CONNECT. No file is opened.
#pragma once

#include <optional>
#include <string>

#include "audit/session.h"

namespace runseal::audit {

enum class PlainAnswer {
  served,   // the share was opened by a session that cannot encrypt
  refused,  // STATUS_ACCESS_DENIED to the login (MS-SMB2 3.3.5.5) or to the share (3.3.5.7)
  other,    // neither was shown
};

struct PlainLogin {
  PlainAnswer answer = PlainAnswer::other;
  std::string said;  // in words: "STATUS_ACCESS_DENIED to the login"
  Bytes last;        // the last message of the server
};

// As a client that cannot encrypt. smbclient cannot be told to be one, and a server that takes 3.1.1 alone cannot be
// asked in an older dialect. `path`: \\host\share.
[[nodiscard]] PlainLogin login_without_encryption(const Address& address, const std::string& path,
                                                  const Credentials& credentials, Limits limits);

struct ShareLook {
  std::optional<bool> dfs;  // nothing: not shown
  std::string said;
  Bytes last;  // decrypted
};

// Is the share a DFS namespace (2.2.10)? Where the server can encrypt, the question is encrypted: so that one which
// insists on it tells as well.
[[nodiscard]] ShareLook look_at_share(const Address& address, const std::string& path, const Credentials& credentials,
                                      Limits limits);

}  // namespace runseal::audit
