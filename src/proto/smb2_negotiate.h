// SMB 2 NEGOTIATE (MS-SMB2 2.2.3, 2.2.4): which dialect, must messages be signed, can they be encrypted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

enum class Smb2Dialect : std::uint16_t {
  v2_0_2 = 0x0202,
  v2_1 = 0x0210,
  v3_0 = 0x0300,
  v3_0_2 = 0x0302,
  v3_1_1 = 0x0311
};
enum class SmbCipher : std::uint16_t { aes_128_ccm = 1, aes_128_gcm = 2, aes_256_ccm = 3, aes_256_gcm = 4 };
enum class SmbSigning : std::uint16_t { hmac_sha256 = 0, aes_cmac = 1, aes_gmac = 2 };

inline constexpr Smb2Dialect all_smb2_dialects[] = {Smb2Dialect::v2_0_2, Smb2Dialect::v2_1, Smb2Dialect::v3_0,
                                                    Smb2Dialect::v3_0_2, Smb2Dialect::v3_1_1};
inline constexpr SmbCipher all_smb_ciphers[] = {SmbCipher::aes_128_gcm, SmbCipher::aes_128_ccm, SmbCipher::aes_256_gcm,
                                                SmbCipher::aes_256_ccm};

[[nodiscard]] std::string name(Smb2Dialect dialect);   // "3.1.1"
[[nodiscard]] std::string name(SmbCipher cipher);      // "AES-128-GCM"
[[nodiscard]] std::string name(SmbSigning algorithm);  // "AES-CMAC"

inline constexpr SmbSigning all_smb_signing[] = {SmbSigning::aes_gmac, SmbSigning::aes_cmac, SmbSigning::hmac_sha256};

struct Smb2NegotiateOffer {
  std::vector<Smb2Dialect> dialects;
  std::vector<SmbCipher> ciphers;  // empty: a client that cannot encrypt
  Bytes client_guid;               // 16 bytes; sent from dialect 2.1 on
  Bytes salt;                      // for pre-authentication integrity, 32 bytes
  std::string server_name;         // empty: no SMB2_NETNAME_NEGOTIATE_CONTEXT_ID
  std::vector<SmbSigning> signing{std::begin(all_smb_signing), std::end(all_smb_signing)};
  bool compression = false;  // offer every kind of it (2.2.3.1.3)
  bool rdma = false;         // offer every RDMA transform (2.2.3.1.6)
};

// The client signs when asked to (SIGNING_ENABLED) and requires nothing, so that the answer shows what the server
// requires. Contexts are sent with 3.1.1 alone.
[[nodiscard]] Bytes smb2_negotiate_request(const Smb2NegotiateOffer& offer);

struct Smb2Negotiate {
  std::uint32_t status = 0;  // the rest only with STATUS_SUCCESS
  Smb2Dialect dialect{};
  bool signing_enabled = false;
  bool signing_required = false;         // SMB2_NEGOTIATE_SIGNING_REQUIRED: the only bit that makes anything signed
  bool encryption_capable = false;       // 3.1.1: a cipher was chosen; 3.0, 3.0.2: the capability bit; before: never
  std::optional<SmbCipher> cipher;       // 3.1.1
  std::optional<SmbSigning> signing;     // 3.1.1
  bool preauth_sha512 = false;           // 3.1.1
  std::vector<std::string> compression;  // 3.1.1: "LZ77", …; only what was offered
  std::vector<std::string> rdma_transforms;  // 3.1.1: "encryption", "signing"
  bool dfs_capable = false;                  // SMB2_GLOBAL_CAP_DFS: may hold DFS namespaces; most servers say so
  Bytes server_guid;                         // 16 bytes
  std::uint64_t system_time = 0;             // FILETIME: 100 ns since 1601, 0 when not told
  Bytes security_token;                      // SPNEGO NegTokenInit2, may be empty
};

// Errors: invalid (lengths, offsets, alignment, a dialect or cipher that was not offered, a 3.1.1 answer without the
// context that it must have: 3.2.5.2).
[[nodiscard]] Result<Smb2Negotiate> parse_smb2_negotiate_response(ByteView message, const Smb2NegotiateOffer& offer);

}  // namespace runseal::proto
