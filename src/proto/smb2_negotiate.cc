#include "proto/smb2_negotiate.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "proto/smb2.h"
#include "proto/smb2_contexts.h"
#include "proto/smb_status.h"

namespace runseal::proto {
namespace {

constexpr std::uint16_t mode_signing_enabled = 1;
constexpr std::uint16_t mode_signing_required = 2;
constexpr std::uint32_t capability_dfs = 1;
constexpr std::uint32_t capability_encryption = 0x40;
constexpr std::size_t body_at = 64;             // the fixed part of the response, in bytes
constexpr std::size_t request_fixed = 64 + 36;  // header and fixed part of the request

Error malformed(std::string why) { return {ErrorCode::invalid, "negotiate response: " + std::move(why), {}, {}}; }

bool offers(const Smb2NegotiateOffer& offer, Smb2Dialect dialect) {
  return std::find(offer.dialects.begin(), offer.dialects.end(), dialect) != offer.dialects.end();
}

Result<> apply(const Smb2Contexts& contexts, const Smb2NegotiateOffer& offer, Smb2Negotiate& answer) {
  if (!contexts.preauth_sha512) return fail(malformed("3.1.1 without pre-authentication integrity"));
  answer.preauth_sha512 = true;
  if (contexts.cipher) {
    if (std::find(offer.ciphers.begin(), offer.ciphers.end(), *contexts.cipher) == offer.ciphers.end())
      return fail(malformed("it chose a cipher that was not offered"));
    answer.cipher = contexts.cipher;
    answer.encryption_capable = true;
  }
  answer.signing = contexts.signing;
  if (offer.compression) answer.compression = contexts.compression;
  if (offer.rdma) answer.rdma_transforms = contexts.rdma_transforms;
  return {};
}

}  // namespace

std::string name(Smb2Dialect dialect) {
  switch (dialect) {
    case Smb2Dialect::v2_0_2: return "2.0.2";
    case Smb2Dialect::v2_1: return "2.1";
    case Smb2Dialect::v3_0: return "3.0";
    case Smb2Dialect::v3_0_2: return "3.0.2";
    case Smb2Dialect::v3_1_1: return "3.1.1";
  }
  return fmt::format("0x{:04x}", static_cast<unsigned>(dialect));
}

Bytes smb2_negotiate_request(const Smb2NegotiateOffer& offer) {
  const bool contexts = offers(offer, Smb2Dialect::v3_1_1);
  const bool guid = offer.dialects != std::vector{Smb2Dialect::v2_0_2};
  const std::size_t contexts_at = (request_fixed + offer.dialects.size() * 2 + 7) / 8 * 8;
  const bool encrypts =
      std::any_of(offer.dialects.begin(), offer.dialects.end(), [](auto d) { return d >= Smb2Dialect::v3_0; });
  base::Writer out;
  put_smb2_header(out, Smb2Command::negotiate, {});
  out.le16(36).le16(static_cast<std::uint16_t>(offer.dialects.size())).le16(mode_signing_enabled).le16(0);
  out.le32(encrypts && !offer.ciphers.empty() ? capability_encryption : 0);
  Bytes client = guid ? offer.client_guid : Bytes{};
  client.resize(16);
  out.bytes(client);
  const auto list = contexts ? smb2_context_list(offer) : Smb2ContextList{};
  out.le32(contexts ? static_cast<std::uint32_t>(contexts_at) : 0).le16(list.count).le16(0);
  for (const auto dialect : offer.dialects) out.le16(static_cast<std::uint16_t>(dialect));
  if (contexts) out.align(8).bytes(list.bytes);
  return std::move(out).take();
}

Result<Smb2Negotiate> parse_smb2_negotiate_response(ByteView message, const Smb2NegotiateOffer& offer) {
  RUNSEAL_TRY(const auto header, parse_smb2_header(message, Smb2Command::negotiate, 0));
  Smb2Negotiate answer;
  answer.status = header.status;
  if (header.status == status::more_processing_required) return fail(malformed("it asks for more processing"));
  if (header.status != status::success) return answer;

  base::Reader in(message.subspan(smb2_header_size));
  const auto structure = in.le16();
  const auto mode = in.le16();
  answer.dialect = static_cast<Smb2Dialect>(in.le16());
  const auto context_count = in.le16();
  const auto guid = in.take(16);
  const auto capabilities = in.le32();
  in.skip(12);  // largest transaction, read and write
  answer.system_time = in.le64();
  in.skip(8);  // ServerStartTime
  const auto token_offset = in.le16();
  const auto token_length = in.le16();
  const auto context_offset = in.le32();
  if (in.failed()) return fail(malformed("it ends early"));
  if (structure != 65) return fail(malformed(fmt::format("StructureSize {}", structure)));
  if (!offers(offer, answer.dialect))
    return fail(malformed("it chose dialect " + name(answer.dialect) + ", which was not offered"));

  RUNSEAL_TRY(const auto token, smb2_buffer(message, token_offset, token_length, smb2_header_size + body_at));
  answer.security_token.assign(token.begin(), token.end());
  answer.server_guid.assign(guid.begin(), guid.end());
  answer.signing_enabled = (mode & mode_signing_enabled) != 0;
  answer.signing_required = (mode & mode_signing_required) != 0;
  answer.dfs_capable = (capabilities & capability_dfs) != 0;
  if (answer.dialect == Smb2Dialect::v3_1_1) {
    const auto earliest = token.empty() ? smb2_header_size + body_at : std::size_t{token_offset} + token_length;
    RUNSEAL_TRY(const auto contexts, parse_smb2_contexts(message, context_offset, context_count, earliest));
    RUNSEAL_CHECK(apply(contexts, offer, answer));
  } else if (answer.dialect >= Smb2Dialect::v3_0) {
    answer.encryption_capable = (capabilities & capability_encryption) != 0;
    if (answer.encryption_capable && offer.ciphers.empty())
      return fail(malformed("it agreed to an encryption that was not offered"));
  }
  return answer;
}

}  // namespace runseal::proto
