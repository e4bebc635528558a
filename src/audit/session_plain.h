// A login by a client that speaks SMB 3.1.1 and cannot encrypt. smbclient cannot be told to be one, and a server that
// takes 3.1.1 alone cannot be asked in an older dialect; so this asks in person: NEGOTIATE without ciphers,
// SESSION_SETUP with NTLMv2, a signed TREE_CONNECT, the end. It opens no file.
#pragma once

#include <string>

#include "audit/session.h"
#include "audit/session_socket.h"

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

[[nodiscard]] PlainLogin login_without_encryption(const base::Endpoint& endpoint, const std::string& share,
                                                  const Credentials& credentials, Deadline deadline);

}  // namespace runseal::audit
