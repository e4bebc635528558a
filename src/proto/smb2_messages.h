// SMB 2 and 3 messages as they lie on the wire, questions as well as answers, for who only listens: they may be cut
// (the front is enough), compounded and asynchronous. What a probe asks is in smb2_negotiate.h and smb2_session.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "proto/smb2_contexts.h"

namespace runseal::proto {

// MS-SMB2 2.2.1.2
enum class Smb2Verb : std::uint16_t {
  negotiate,
  session_setup,
  logoff,
  tree_connect,
  tree_disconnect,
  create,
  close,
  flush,
  read,
  write,
  lock,
  ioctl,
  cancel,
  echo,
  query_directory,
  change_notify,
  query_info,
  set_info,
  oplock_break
};

struct Smb2Head {
  Smb2Verb verb{};
  std::uint32_t status = 0;  // of an answer
  std::uint32_t next = 0;    // where the next message of the compound begins; 0: there is none
  std::uint64_t message = 0;
  std::uint32_t tree = 0;  // 0 in an asynchronous one
  std::uint64_t session = 0;
  bool response = false;
  bool async = false;
  bool related = false;
  bool is_signed = false;  // flagged, and the signature is not all zeros
};
// The first 48 of its 64 bytes are enough; a signature that is not there is believed in. Errors: invalid.
inline constexpr std::size_t smb2_least_head = 48;
[[nodiscard]] Result<Smb2Head> parse_smb2_head(ByteView front);

// Below: the body lies behind the header of `message`, which may be cut behind what is read.
struct Smb2FileId {
  std::uint64_t persistent = 0;
  std::uint64_t open = 0;                                                                      // "volatile"
  [[nodiscard]] bool of_the_compound() const { return persistent == ~0ULL && open == ~0ULL; }  // 3.2.4.1.4
  auto operator<=>(const Smb2FileId&) const = default;
};

struct Smb2NegotiateAsked {
  bool signing_required = false;
  Bytes client_guid;
  std::vector<std::uint16_t> dialects;
};
[[nodiscard]] Result<Smb2NegotiateAsked> parse_smb2_negotiate_asked(ByteView message);

struct Smb2NegotiateAgreed {
  std::uint16_t dialect = 0;  // 0x02ff: to be negotiated once more (3.3.5.3.1)
  bool signing_required = false;
  bool encryption_capability = false;
  Smb2Contexts contexts;  // nothing where they are not as they must be
};
[[nodiscard]] Result<Smb2NegotiateAgreed> parse_smb2_negotiate_agreed(ByteView message);

struct Smb2Login {
  bool binding = false;  // of one more connection to a session that stands
  ByteView token;        // as much of it as there is
};
[[nodiscard]] Result<Smb2Login> parse_smb2_login(ByteView message);
struct Smb2LoginAnswer {
  std::uint16_t flags = 0;  // 1 guest, 2 nobody, 4 encrypts
  ByteView token;
};
[[nodiscard]] Result<Smb2LoginAnswer> parse_smb2_login_answer(ByteView message);

// \\host\share, as UTF-8
[[nodiscard]] Result<std::string> parse_smb2_tree_path(ByteView message);
struct Smb2Tree {
  std::uint8_t type = 0;  // 1 disk, 2 pipe, 3 printer
  bool encrypt = false;
};
[[nodiscard]] Result<Smb2Tree> parse_smb2_tree(ByteView message);

struct Smb2Create {
  std::string name;  // as UTF-8, with '\'; empty: the share's own folder
  bool name_cut = false;
  bool delete_on_close = false;
};
[[nodiscard]] Result<Smb2Create> parse_smb2_create(ByteView message);
[[nodiscard]] Result<Smb2FileId> parse_smb2_created(ByteView message);

// Of READ, WRITE, CLOSE, SET_INFO, QUERY_DIRECTORY and IOCTL questions, which say it each at its own place.
[[nodiscard]] Result<Smb2FileId> parse_smb2_file(ByteView message, Smb2Verb verb);
[[nodiscard]] Result<std::uint64_t> parse_smb2_offset(ByteView message);       // of a READ or a WRITE
[[nodiscard]] Result<std::uint32_t> parse_smb2_data_length(ByteView message);  // of a WRITE or a READ answer

// An error that says no more than its status (2.2.2).
[[nodiscard]] bool is_smb2_bare_refusal(ByteView answer);

struct Smb2Change {
  enum class What { other, rename, link, remove } what = What::other;
  std::string name;  // the new one
};
[[nodiscard]] Result<Smb2Change> parse_smb2_set_info(ByteView message);

// An IOCTL that makes or checks the connection, and carries nothing of files: the check of the negotiation, the list of
// the server's interfaces, and where a share (not a file) is found. Nothing: it is cut, and cannot be told.
[[nodiscard]] std::optional<bool> is_smb2_housekeeping(ByteView ioctl_message);

}  // namespace runseal::proto
