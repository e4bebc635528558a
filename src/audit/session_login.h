// A login of our own: NEGOTIATE in SMB 3.1.1 and SESSION_SETUP with NTLMv2, for the questions that smbclient cannot be
// made to ask. What follows (a TREE_CONNECT) is the caller's. It opens no file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/session.h"
#include "audit/session_socket.h"
#include "proto/smb2.h"
#include "proto/smb2_negotiate.h"

namespace runseal::audit {

struct OwnLogin {
  std::optional<SmbSocket> socket;  // when the account was let in
  std::uint32_t login_status = 0;   // of the server's last answer to the login, if it came to that
  std::string said;                 // what the server said last, in words: "STATUS_ACCESS_DENIED to the login"
  Bytes last;                       // the last message of the server

  proto::Smb2Negotiate agreed;
  proto::Smb2Ids ids;  // of the next message
  Bytes session_key;
  Bytes transcript;  // the pre-authentication integrity hash (MS-SMB2 3.1.5.2)

  // One message of the session there and back.
  [[nodiscard]] Result<Bytes> ask(ByteView message);
};

// `ciphers` empty: as a client that cannot encrypt. A guest session does not count as let in.
[[nodiscard]] OwnLogin log_in_to(const Address& address, const Credentials& credentials,
                                 std::vector<proto::SmbCipher> ciphers, Limits limits);

}  // namespace runseal::audit
