#include "proto/iscsi.h"

#include <algorithm>

#include <fmt/format.h>

namespace runseal::proto {
namespace {

constexpr std::size_t header = 48;
constexpr std::size_t max_data = 64U << 10U;
constexpr std::size_t max_targets = 1000;
constexpr std::uint8_t immediate = 0x40;
constexpr std::uint8_t login_request = 0x03;
constexpr std::uint8_t text_request = 0x04;
constexpr std::uint8_t login_response = 0x23;
constexpr std::uint8_t text_response = 0x24;
constexpr std::uint8_t reject = 0x3f;
constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint32_t reserved_tag = 0xffffffff;

std::unexpected<Error> malformed(const char* what) { return fail(ErrorCode::invalid, what); }

std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

struct Pdu {
  std::uint8_t opcode = 0;
  std::uint8_t flags = 0;
  ByteView head;
  ByteView data;
};

Result<Pdu> parse_pdu(ByteView bytes) {
  RUNSEAL_TRY(const auto size, iscsi_pdu_size(bytes));
  if (!size || *size != bytes.size()) return malformed("its answer is cut");
  base::Reader in(bytes);
  Pdu pdu;
  pdu.opcode = in.u8() & 0x3fU;
  pdu.flags = in.u8();
  in.skip(2);
  const auto lengths = in.be32();
  pdu.head = bytes.first(header);
  pdu.data = bytes.subspan(header + std::size_t{lengths >> 24U} * 4U, lengths & 0xffffffU);
  if (pdu.opcode == reject) return malformed("it rejects the request");
  return pdu;
}

// key=value, each ended by a zero byte.
template <class Take>
void each_pair(ByteView data, Take take) {
  const auto text = base::as_text(data);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\0', at), text.size());
    const auto pair = text.substr(at, end - at);
    if (const auto equals = pair.find('='); equals != std::string::npos)
      take(pair.substr(0, equals), pair.substr(equals + 1));
    at = end + 1;
  }
}

base::Writer begin(std::uint8_t opcode, std::uint8_t flags, std::uint16_t versions, std::size_t data) {
  base::Writer out;
  out.u8(opcode | immediate).u8(flags).be16(versions).be32(static_cast<std::uint32_t>(data));
  return out;
}

std::string joined(const std::vector<std::string>& keys) {
  std::string data;
  for (const auto& key : keys) data += key + '\0';
  return data;
}

}  // namespace

Result<std::optional<std::size_t>> iscsi_pdu_size(ByteView bytes) {
  if (!bytes.empty()) {
    const auto opcode = bytes[0] & 0x3fU;
    const bool an_answer = (opcode >= 0x20 && opcode <= 0x32) || opcode == reject;
    if (!an_answer || (bytes[0] & 0xc0U) != 0) return fail(ErrorCode::not_found, "no answer of an iSCSI target");
  }
  base::Reader in(bytes);
  in.skip(4);
  const auto lengths = in.be32();
  if (in.failed()) return std::nullopt;
  const std::size_t data = lengths & 0xffffffU;
  if (data > max_data) return fail(ErrorCode::limit, fmt::format("it announces {} bytes of data", data));
  return header + std::size_t{lengths >> 24U} * 4U + padded(data);
}

Bytes iscsi_login_request(const std::vector<std::string>& keys, IscsiStage from, IscsiStage to, std::uint32_t task) {
  const auto data = joined(keys);
  const auto stages = static_cast<std::uint8_t>(static_cast<unsigned>(from) << 2U | static_cast<unsigned>(to));
  auto out = begin(login_request, final_bit | stages, 0, data.size());
  out.bytes(Bytes{0x80, 0, 0, 0, 0, 1}).be16(0);  // ISID: a random one (11.12.5), and no session yet
  out.be32(task).be16(0).be16(0).be32(1).be32(0).zeros(16);
  out.text(data).align(4);
  return std::move(out).take();
}

Bytes iscsi_send_targets(std::uint32_t task, std::uint32_t their_number) {
  const auto data = joined({"SendTargets=All"});
  auto out = begin(text_request, final_bit, 0, data.size());
  out.zeros(8).be32(task).be32(reserved_tag).be32(1).be32(their_number + 1).zeros(16);
  out.text(data).align(4);
  return std::move(out).take();
}

Result<IscsiLogin> parse_iscsi_login(ByteView bytes) {
  RUNSEAL_TRY(const auto pdu, parse_pdu(bytes));
  if (pdu.opcode != login_response) return malformed("it did not answer the login");
  base::Reader in(pdu.head);
  IscsiLogin login;
  login.goes_on = (pdu.flags & final_bit) != 0;
  in.skip(24);
  login.number = in.be32();
  in.skip(8);
  login.status_class = in.u8();
  login.status_detail = in.u8();
  each_pair(pdu.data,
            [&](std::string key, std::string value) { login.keys.emplace(std::move(key), std::move(value)); });
  return login;
}

Result<std::vector<std::string>> parse_iscsi_targets(ByteView bytes) {
  RUNSEAL_TRY(const auto pdu, parse_pdu(bytes));
  if (pdu.opcode != text_response) return malformed("it did not answer with its targets");
  std::vector<std::string> names;
  each_pair(pdu.data, [&](const std::string& key, std::string value) {
    if (key == "TargetName" && names.size() < max_targets) names.push_back(std::move(value));
  });
  return names;
}

}  // namespace runseal::proto
