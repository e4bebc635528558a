#include "base/bytes.h"

#include <openssl/evp.h>

namespace runseal::base {

ByteView as_bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

std::string as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string to_hex(ByteView bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

namespace {
int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
}  // namespace

Result<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return fail(ErrorCode::invalid, "an odd number of hexadecimal digits");
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = nibble(text[i]);
    const int low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return fail(ErrorCode::invalid, "not a hexadecimal digit");
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string to_base64(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.empty()) return Bytes{};
  if (text.size() % 4 != 0) return fail(ErrorCode::invalid, "base64 text is cut");
  Bytes bytes(text.size() / 4 * 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return fail(ErrorCode::invalid, "not base64");
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  // OpenSSL trims white space and ignores stray bits: only what encodes back to the same text is accepted
  if (to_base64(bytes) != text) return fail(ErrorCode::invalid, "not canonical base64");
  return bytes;
}

std::uint64_t Reader::integer(std::size_t width, bool big_endian) {
  const auto raw = take(width);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) value = value << 8 | raw[big_endian ? i : raw.size() - 1 - i];
  return value;
}

std::uint8_t Reader::u8() { return static_cast<std::uint8_t>(integer(1, false)); }
std::uint16_t Reader::le16() { return static_cast<std::uint16_t>(integer(2, false)); }
std::uint32_t Reader::le32() { return static_cast<std::uint32_t>(integer(4, false)); }
std::uint64_t Reader::le64() { return integer(8, false); }
std::uint16_t Reader::be16() { return static_cast<std::uint16_t>(integer(2, true)); }
std::uint32_t Reader::be32() { return static_cast<std::uint32_t>(integer(4, true)); }
std::uint64_t Reader::be64() { return integer(8, true); }

ByteView Reader::take(std::size_t count) {
  if (failed_ || count > left()) {
    failed_ = true;
    return {};
  }
  const auto taken = bytes_.subspan(at_, count);
  at_ += count;
  return taken;
}

Writer& Writer::integer(std::uint64_t value, std::size_t width, bool big_endian) {
  for (std::size_t i = 0; i < width; ++i) {
    const auto shift = 8 * (big_endian ? width - 1 - i : i);
    out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  return *this;
}

Writer& Writer::u8(std::uint8_t value) { return integer(value, 1, false); }
Writer& Writer::le16(std::uint16_t value) { return integer(value, 2, false); }
Writer& Writer::le32(std::uint32_t value) { return integer(value, 4, false); }
Writer& Writer::le64(std::uint64_t value) { return integer(value, 8, false); }
Writer& Writer::be16(std::uint16_t value) { return integer(value, 2, true); }
Writer& Writer::be32(std::uint32_t value) { return integer(value, 4, true); }
Writer& Writer::be64(std::uint64_t value) { return integer(value, 8, true); }

Writer& Writer::bytes(ByteView value) {
  out_.insert(out_.end(), value.begin(), value.end());
  return *this;
}

Writer& Writer::text(std::string_view value) { return bytes(as_bytes(value)); }

Writer& Writer::zeros(std::size_t count) {
  out_.resize(out_.size() + count);
  return *this;
}

Writer& Writer::align(std::size_t boundary) { return zeros((boundary - out_.size() % boundary) % boundary); }

}  // namespace runseal::base
