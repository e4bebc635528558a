// SMB 2 messages written by hand, as far as a reader looks at them.
#pragma once

#include "base/text.h"
#include "proto/smb_frame.h"

namespace runseal::test {

struct SmbHeader {
  std::uint16_t command = 0;
  std::uint64_t message = 0;
  std::uint32_t flags = 0;  // 1 response, 2 async, 4 related, 8 signed
  std::uint32_t tree = 1;
  std::uint64_t session = 0x11;
  std::uint32_t status = 0;
};

constexpr std::uint64_t of_the_compound = ~0ULL;

inline Bytes smb_message(const SmbHeader& header, const base::Writer& body) {
  base::Writer out;
  out.be32(0xfe534d42).le16(64).le16(1).le32(header.status).le16(header.command).le16(1).le32(header.flags).le32(0);
  out.le64(header.message).le32(0).le32(header.tree).le64(header.session);
  for (int i = 0; i < 16; ++i) out.u8((header.flags & 8U) != 0 ? 0xab : 0);
  auto bytes = body;
  out.bytes(bytes.data());
  return std::move(out).take();
}

inline Bytes utf16_of(std::string_view text) {
  base::Writer out;
  const auto units = base::utf16(text);
  for (const auto unit : *units) out.le16(unit);
  return std::move(out).take();
}

inline base::Writer create_body(std::string_view name) {
  const auto wide = utf16_of(name);
  base::Writer body;
  body.le16(57).zeros(42).le16(120).le16(static_cast<std::uint16_t>(wide.size())).zeros(8).bytes(wide);
  return body;
}
inline base::Writer created_body(std::uint64_t file) {
  base::Writer body;
  body.le16(89).zeros(62).le64(file).le64(file).zeros(8);
  return body;
}
inline base::Writer read_body(std::uint64_t file, std::uint32_t length, std::uint64_t offset = 0) {
  base::Writer body;
  body.le16(49).le16(0).le32(length).le64(offset).le64(file).le64(file).zeros(17);
  return body;
}
inline base::Writer read_answer_body(std::size_t length) {
  base::Writer body;
  body.le16(17).u8(80).u8(0).le32(static_cast<std::uint32_t>(length)).zeros(8).bytes(Bytes(length, 'x'));
  return body;
}
inline base::Writer write_body(std::uint64_t file, std::size_t length, std::uint64_t offset = 0) {
  base::Writer body;
  body.le16(49).le16(112).le32(static_cast<std::uint32_t>(length)).le64(offset).le64(file).le64(file).zeros(16);
  body.bytes(Bytes(length, 'x'));
  return body;
}
inline base::Writer close_body(std::uint64_t file) {
  base::Writer body;
  body.le16(24).zeros(6).le64(file).le64(file);
  return body;
}
inline base::Writer tree_body(std::string_view path) {
  const auto wide = utf16_of(path);
  base::Writer body;
  body.le16(9).le16(0).le16(72).le16(static_cast<std::uint16_t>(wide.size())).bytes(wide);
  return body;
}
inline base::Writer tree_answer_body() {
  base::Writer body;
  body.le16(16).u8(1).zeros(13);
  return body;
}
inline base::Writer small_body(std::uint16_t structure) {
  base::Writer body;
  body.le16(structure).zeros(14);
  return body;
}

// Messages in one frame, each at a multiple of 8, each saying where the next begins.
inline Bytes compound(std::vector<Bytes> messages) {
  Bytes all;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    auto& one = messages[i];
    if (i + 1 < messages.size()) {
      one.resize((one.size() + 7) / 8 * 8);
      for (std::size_t byte = 0; byte < 4; ++byte) one[20 + byte] = static_cast<std::uint8_t>(one.size() >> 8U * byte);
    }
    all.insert(all.end(), one.begin(), one.end());
  }
  return proto::smb_frame(all);
}

}  // namespace runseal::test
