// SMB 1 messages as they lie on the wire, for who only listens (MS-CIFS 2.2.3, 2.2.4; MS-SMB 2.2.4): as far as telling
// who logged in, which files were opened, and what was read and written.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

enum class Smb1Verb : std::uint8_t {
  make_directory = 0x00,
  remove_directory = 0x01,
  core_open = 0x02,
  core_create = 0x03,
  close = 0x04,
  remove = 0x06,
  rename = 0x07,
  query_path = 0x08,
  set_path = 0x09,
  core_read = 0x0a,
  core_write = 0x0b,
  create_temporary = 0x0e,
  create_new = 0x0f,
  check_directory = 0x10,
  lock_and_read = 0x13,
  write_and_unlock = 0x14,
  locking = 0x24,
  echo = 0x2b,
  write_and_close = 0x2c,
  open = 0x2d,
  read = 0x2e,
  write = 0x2f,
  transaction2 = 0x32,
  core_tree_connect = 0x70,
  tree_disconnect = 0x71,
  negotiate = 0x72,
  session_setup = 0x73,
  logoff = 0x74,
  tree_connect = 0x75,
  nt_transact = 0xa0,
  nt_create = 0xa2,
  nt_cancel = 0xa4,
  nt_rename = 0xa5,
  none = 0xff
};

struct Smb1Head {
  Smb1Verb verb{};
  std::uint32_t status = 0;
  bool response = false;
  bool is_signed = false;  // flagged, and the signature is one (not zeros, not the placeholder of MS-SMB 3.2.4.1)
  bool unicode = false;
  bool extended_security = false;
  std::uint16_t tree = 0;
  std::uint16_t user = 0;
  std::uint32_t exchange = 0;  // process and multiplex id: what ties a question to its answer
};
[[nodiscard]] Result<Smb1Head> parse_smb1_head(ByteView front);

// One of the commands that a message may chain.
struct Smb1Block {
  Smb1Verb verb{};
  ByteView words;
  ByteView bytes;            // as much of them as there is
  std::size_t bytes_at = 0;  // in the message: two-byte characters are aligned to its beginning
};
// At most four of them. Errors: invalid (not even the first one is there).
[[nodiscard]] Result<std::vector<Smb1Block>> parse_smb1_blocks(ByteView message, Smb1Verb verb);

// What a client offers: "NT LM 0.12", "SMB 2.002".
[[nodiscard]] std::vector<std::string> smb1_dialects(const Smb1Block& negotiate);
// The security blob of a session setup, question or answer; empty where there is none.
[[nodiscard]] ByteView smb1_token(const Smb1Block& session_setup);
struct Smb1Account {
  std::string user;
  std::string domain;
};
// Of a session setup without a blob.
[[nodiscard]] Smb1Account smb1_account(const Smb1Block& session_setup, bool unicode);
// Empty where it is cut off.
[[nodiscard]] std::string smb1_tree_path(const Smb1Block& tree_connect, bool unicode);
// Those that name a file and get its number for it, among them transactions.
[[nodiscard]] bool smb1_opens(const Smb1Block& request);
// Of those that open, make and remove, and of transactions as far as they name a file; else empty.
[[nodiscard]] std::string smb1_file_name(const Smb1Block& request, bool unicode);
// Old and new, of RENAME and NT_RENAME.
[[nodiscard]] std::pair<std::string, std::string> smb1_rename(const Smb1Block& request, bool unicode);
[[nodiscard]] Result<std::uint16_t> smb1_opened(const Smb1Block& answer);  // the file's number
[[nodiscard]] Result<std::uint16_t> smb1_file(const Smb1Block& request);   // of those that read, write and close
[[nodiscard]] Result<std::uint64_t> smb1_written(const Smb1Block& request);
[[nodiscard]] Result<std::uint64_t> smb1_read(const Smb1Block& answer);
[[nodiscard]] Result<std::uint16_t> smb1_tree(const Smb1Block& answer);  // of the core's TREE_CONNECT

}  // namespace runseal::proto
