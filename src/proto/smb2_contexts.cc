#include "proto/smb2_contexts.h"

#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::proto {
namespace {

enum Kind : std::uint16_t { preauth = 1, encryption = 2, compression = 3, netname = 5, rdma = 7, signing = 8 };
constexpr std::uint16_t sha_512 = 1;
constexpr const char* compression_names[] = {"none",         "LZNT1",      "LZ77",
                                             "LZ77+Huffman", "Pattern_V1", "LZ4"};  // 2.2.3.1.3
constexpr const char* rdma_names[] = {"none", "encryption", "signing"};             // 2.2.3.1.6
constexpr std::size_t most_contexts = 16;                                           // seven kinds are defined

Error malformed(std::string why) { return {ErrorCode::invalid, "negotiate contexts: " + std::move(why), {}, {}}; }

void put(base::Writer& out, std::uint16_t& count, Kind kind, ByteView data) {
  out.align(8).le16(kind).le16(static_cast<std::uint16_t>(data.size())).le32(0).bytes(data);
  ++count;
}

// A context that must name exactly one of a list: count, then the value; preauth has a salt length between them.
Result<std::uint16_t> only_choice(ByteView data, bool salted) {
  base::Reader in(data);
  const auto count = in.le16();
  const std::size_t salt = salted ? in.le16() : 0;
  const auto value = in.le16();
  in.skip(salt);
  if (in.failed()) return fail(malformed("one that ends early"));
  if (count != 1) return fail(malformed(fmt::format("{} choices instead of one", count)));
  return value;
}

// A context that names a list: count, six bytes between (padding and flags, or reserved), then the values.
template <std::size_t n>
Result<std::vector<std::string>> list_of(ByteView data, const char* const (&names)[n]) {
  base::Reader in(data);
  const auto count = in.le16();
  in.skip(6);
  if (in.failed() || count > data.size() / 2) return fail(malformed("one that ends early"));
  std::vector<std::string> list;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = in.le16();
    if (in.failed()) return fail(malformed("one that ends early"));
    if (value >= n) return fail(malformed(fmt::format("choice {} that was not offered", value)));
    if (value != 0) list.emplace_back(names[value]);
  }
  return list;
}

template <std::size_t n>
void put_list(base::Writer& out, std::uint16_t& count, Kind kind, const char* const (&)[n], std::uint16_t first) {
  base::Writer values;
  values.le16(static_cast<std::uint16_t>(n - first)).zeros(6);
  for (std::size_t value = first; value < n; ++value) values.le16(static_cast<std::uint16_t>(value));
  put(out, count, kind, values.data());
}

Result<> read_one(std::uint16_t kind, ByteView data, Smb2Contexts& into) {
  if (kind == compression) {
    RUNSEAL_TRY(into.compression, list_of(data, compression_names));
  } else if (kind == rdma) {
    RUNSEAL_TRY(into.rdma_transforms, list_of(data, rdma_names));
  }
  if (kind != preauth && kind != encryption && kind != signing) return {};
  RUNSEAL_TRY(const auto value, only_choice(data, kind == preauth));
  if (kind == preauth) {
    if (value != sha_512) return fail(malformed(fmt::format("pre-authentication hash {}", value)));
    into.preauth_sha512 = true;
  } else if (kind == encryption && value != 0) {
    if (value > 4) return fail(malformed(fmt::format("cipher {}", value)));
    into.cipher = static_cast<SmbCipher>(value);
  } else if (kind == signing) {
    if (value > 2) return fail(malformed(fmt::format("signing algorithm {}", value)));
    into.signing = static_cast<SmbSigning>(value);
  }
  return {};
}

}  // namespace

std::string name(SmbCipher cipher) {
  switch (cipher) {
    case SmbCipher::aes_128_ccm: return "AES-128-CCM";
    case SmbCipher::aes_128_gcm: return "AES-128-GCM";
    case SmbCipher::aes_256_ccm: return "AES-256-CCM";
    case SmbCipher::aes_256_gcm: return "AES-256-GCM";
  }
  return fmt::format("cipher {}", static_cast<unsigned>(cipher));
}

std::string name(SmbSigning algorithm) {
  switch (algorithm) {
    case SmbSigning::hmac_sha256: return "HMAC-SHA256";
    case SmbSigning::aes_cmac: return "AES-CMAC";
    case SmbSigning::aes_gmac: return "AES-GMAC";
  }
  return fmt::format("algorithm {}", static_cast<unsigned>(algorithm));
}

Smb2ContextList smb2_context_list(const Smb2NegotiateOffer& offer) {
  Smb2ContextList list;
  base::Writer out;
  base::Writer hash;
  hash.le16(1).le16(static_cast<std::uint16_t>(offer.salt.size())).le16(sha_512).bytes(offer.salt);
  put(out, list.count, preauth, hash.data());
  if (!offer.ciphers.empty()) {
    base::Writer ciphers;
    ciphers.le16(static_cast<std::uint16_t>(offer.ciphers.size()));
    for (const auto cipher : offer.ciphers) ciphers.le16(static_cast<std::uint16_t>(cipher));
    put(out, list.count, encryption, ciphers.data());
  }
  base::Writer algorithms;
  algorithms.le16(static_cast<std::uint16_t>(offer.signing.size()));
  for (const auto algorithm : offer.signing) algorithms.le16(static_cast<std::uint16_t>(algorithm));
  put(out, list.count, signing, algorithms.data());
  if (offer.compression) put_list(out, list.count, compression, compression_names, 1);
  if (offer.rdma) put_list(out, list.count, rdma, rdma_names, 1);
  if (const auto name = base::utf16(offer.server_name); name && !name->empty()) {
    base::Writer text;
    for (const auto unit : *name) text.le16(unit);
    put(out, list.count, netname, text.data());
  }
  list.bytes = std::move(out).take();
  return list;
}

Result<Smb2Contexts> parse_smb2_contexts(ByteView message, std::size_t offset, std::size_t count,
                                         std::size_t earliest) {
  if (count > most_contexts) return fail(malformed(fmt::format("{} of them", count)));
  if (offset % 8 != 0 || offset < earliest || offset > message.size())
    return fail(malformed(fmt::format("they begin at offset {}", offset)));
  Smb2Contexts contexts;
  std::set<std::uint16_t> seen;
  base::Reader in(message.subspan(offset));
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) in.skip((8 - in.at() % 8) % 8);
    const auto kind = in.le16();
    const auto length = in.le16();
    in.skip(4);
    const auto data = in.take(length);
    if (in.failed()) return fail(ErrorCode::limit, "negotiate contexts: one reaches past the end");
    if (!seen.insert(kind).second) return fail(malformed(fmt::format("kind {} comes twice", kind)));
    RUNSEAL_CHECK(read_one(kind, data, contexts));
  }
  return contexts;
}

}  // namespace runseal::proto
