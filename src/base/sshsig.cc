#include "base/sshsig.h"

#include <openssl/evp.h>

namespace runseal::base {
namespace {

constexpr std::string_view magic = "SSHSIG";
constexpr std::string_view begin_line = "-----BEGIN SSH SIGNATURE-----";
constexpr std::string_view end_line = "-----END SSH SIGNATURE-----";
constexpr std::string_view key_type = "ssh-ed25519";
constexpr std::string_view hash_name = "sha512";
constexpr std::size_t max_armour = 4096;  // an Ed25519 signature needs about 300 bytes

void put_string(Writer& out, ByteView value) { out.be32(static_cast<std::uint32_t>(value.size())).bytes(value); }
void put_string(Writer& out, std::string_view value) { put_string(out, as_bytes(value)); }
ByteView get_string(Reader& in) { return in.take(in.be32()); }

Bytes sha512(ByteView message) {
  Bytes digest(64);
  EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha512(), nullptr);
  return digest;
}

Bytes key_blob(const PublicKey& key) {
  Writer out;
  put_string(out, key_type);
  put_string(out, key.raw);
  return std::move(out).take();
}

// what is really signed: the hash of the message, bound to the namespace
Bytes signed_data(std::string_view name_space, ByteView message) {
  Writer out;
  out.text(magic);
  put_string(out, name_space);
  put_string(out, "");
  put_string(out, hash_name);
  put_string(out, sha512(message));
  return std::move(out).take();
}

Result<Bytes> without_armour(std::string_view text) {
  // nothing before the first line: ssh-keygen refuses that too
  const auto to = text.find(end_line);
  if (text.size() > max_armour || !text.starts_with(begin_line) || to == std::string_view::npos)
    return fail(ErrorCode::invalid, "not an SSH signature");
  std::string body(text.substr(begin_line.size(), to - begin_line.size()));
  std::erase_if(body, [](char c) { return c == '\n' || c == '\r'; });
  return from_base64(body);
}

}  // namespace

std::string ssh_public_key(const PublicKey& key) { return std::string(key_type) + " " + to_base64(key_blob(key)); }

std::string sshsig_sign(const PrivateKey& key, std::string_view name_space, ByteView message) {
  Writer signature;
  put_string(signature, key_type);
  put_string(signature, key.sign(signed_data(name_space, message)));

  Writer out;
  out.text(magic).be32(1);
  put_string(out, key_blob(key.public_key()));
  put_string(out, name_space);
  put_string(out, "");
  put_string(out, hash_name);
  put_string(out, signature.data());

  const auto body = to_base64(out.data());
  std::string text = std::string(begin_line) + "\n";
  for (std::size_t at = 0; at < body.size(); at += 70) text += body.substr(at, 70) + "\n";
  return text + std::string(end_line) + "\n";
}

Result<PublicKey> sshsig_verify(std::string_view armoured, std::string_view name_space, ByteView message) {
  RUNSEAL_TRY(const auto blob, without_armour(armoured));
  Reader in(blob);
  const auto magic_seen = as_text(in.take(magic.size()));
  const auto version = in.be32();
  Reader key_in(get_string(in));
  const auto space_seen = as_text(get_string(in));
  (void)get_string(in);  // reserved
  const auto hash_seen = as_text(get_string(in));
  Reader signature_in(get_string(in));
  const auto key_type_seen = as_text(get_string(key_in));
  const auto raw_key = get_string(key_in);
  const auto signature_type = as_text(get_string(signature_in));
  const auto signature = get_string(signature_in);
  if (in.failed() || key_in.failed() || signature_in.failed() || in.left() + key_in.left() + signature_in.left() != 0 ||
      magic_seen != magic || version != 1 || key_type_seen != key_type || signature_type != key_type ||
      hash_seen != hash_name)
    return fail(ErrorCode::invalid, "not an Ed25519 SSH signature of version 1");
  if (space_seen != name_space)
    return fail(ErrorCode::denied, "the signature was made for another purpose (\"" + space_seen + "\")");
  RUNSEAL_TRY(const auto key, public_key_from(raw_key));
  if (!key.verify(signed_data(name_space, message), signature))
    return fail(ErrorCode::denied, "the signature does not fit these bytes");
  return key;
}

}  // namespace runseal::base
