#include "proto/ssh.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace runseal::proto {
namespace {

constexpr std::size_t max_line = 255;  // 4.2, with CR LF
constexpr std::size_t max_before_identification = 8192;
constexpr std::size_t max_names = 200;
constexpr std::size_t max_name = 128;  // 64 in RFC 4251 6, which not every server keeps
constexpr std::size_t cookie_size = 16;

// How servers of other protocols greet, or answer to an SSH identification.
constexpr std::array<std::string_view, 7> other_greetings{"HTTP/", "220", "@RSYNCD", "+OK", "* OK", "<", "RFB "};

std::unexpected<Error> malformed(const char* what) { return fail(ErrorCode::invalid, what); }

bool is_text(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; }

}  // namespace

Result<std::optional<std::size_t>> ssh_identification_size(ByteView bytes) {
  std::size_t line = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (at > max_before_identification) return fail(ErrorCode::not_found, "it speaks, but does not say that it is SSH");
    if (bytes[at] == 0) return fail(ErrorCode::not_found, "no SSH identification");
    if (bytes[at] != '\n') continue;
    const auto text = base::as_text(bytes.subspan(line, at - line));
    if (text.starts_with("SSH-")) return at + 1;
    for (const auto greeting : other_greetings)
      if (text.starts_with(greeting)) return fail(ErrorCode::not_found, "another protocol's greeting");
    line = at + 1;
  }
  const auto rest = base::as_text(bytes.subspan(line, std::min<std::size_t>(bytes.size() - line, 4)));
  if (rest == "SSH-" && bytes.size() - line > max_line)
    return fail(ErrorCode::limit, "its identification is longer than 255 bytes");
  return std::nullopt;
}

Result<SshIdentification> parse_ssh_identification(ByteView bytes) {
  auto text = base::as_text(bytes);
  if (text.empty() || text.back() != '\n') return malformed("no SSH identification");
  text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  const auto last = text.rfind('\n');
  SshIdentification found;
  found.line = last == std::string::npos ? text : text.substr(last + 1);
  const auto dash = found.line.find('-', 4);
  if (!found.line.starts_with("SSH-") || dash == std::string::npos || found.line.size() > max_line - 1 ||
      !std::ranges::all_of(base::as_bytes(found.line), is_text))
    return malformed("no SSH identification");
  found.protocol = found.line.substr(4, dash - 4);
  found.software = found.line.substr(dash + 1);
  return found;
}

Result<std::optional<std::size_t>> ssh_packet_size(ByteView bytes) {
  base::Reader in(bytes);
  const std::size_t length = in.be32();
  if (in.failed()) return std::nullopt;
  if (length > max_ssh_packet) return fail(ErrorCode::limit, fmt::format("it announces a packet of {} bytes", length));
  if (length < 12 || (length + 4) % 8 != 0)
    return fail(ErrorCode::invalid, fmt::format("a packet of {} bytes is none", length));
  return length + 4;
}

Result<ByteView> ssh_payload(ByteView packet) {
  base::Reader in(packet);
  const std::size_t length = in.be32();
  const std::size_t padding = in.u8();
  if (in.failed() || length != packet.size() - 4) return malformed("the packet's length is not its own");
  if (padding < 4 || padding + 2 > length) return malformed("the packet's padding does not fit into it");
  return packet.subspan(5, length - padding - 1);
}

Bytes ssh_packet(ByteView payload, std::size_t block, bool length_counts) {
  const std::size_t counted = payload.size() + (length_counts ? 5 : 1);
  std::size_t padding = block - counted % block;
  if (padding < 4) padding += block;
  base::Writer out;
  out.be32(static_cast<std::uint32_t>(payload.size() + padding + 1)).u8(static_cast<std::uint8_t>(padding));
  out.bytes(payload).zeros(padding);
  return std::move(out).take();
}

void put_ssh_string(base::Writer& out, ByteView value) {
  out.be32(static_cast<std::uint32_t>(value.size())).bytes(value);
}
void put_ssh_string(base::Writer& out, std::string_view value) { put_ssh_string(out, base::as_bytes(value)); }

Bytes ssh_mpint(ByteView unsigned_number) {
  const auto first = std::ranges::find_if(unsigned_number, [](std::uint8_t byte) { return byte != 0; });
  Bytes out(first, unsigned_number.end());
  if (!out.empty() && out.front() >= 0x80) out.insert(out.begin(), 0);  // else it would be negative
  return out;
}

bool read_ssh_names(base::Reader& in, SshNames& names) {
  const auto text = base::as_text(in.take(in.be32()));
  if (in.failed()) return false;
  SshNames read;
  for (std::size_t at = 0; at < text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto name = std::string_view(text).substr(at, comma - at);
    if (name.empty() || name.size() > max_name || read.size() == max_names || comma + 1 == text.size() ||
        !std::ranges::all_of(base::as_bytes(name), is_text))
      return false;
    read.emplace_back(name);
    at = comma + 1;
  }
  names = std::move(read);
  return true;
}

Bytes ssh_kexinit(const SshKexInit& offer, ByteView cookie) {
  base::Writer out;
  out.u8(static_cast<std::uint8_t>(SshMessage::kexinit)).bytes(cookie);
  for (const auto* names :
       {&offer.kex, &offer.host_keys, &offer.ciphers_to_server, &offer.ciphers_to_client, &offer.macs_to_server,
        &offer.macs_to_client, &offer.compression_to_server, &offer.compression_to_client}) {
    std::string list;
    for (const auto& name : *names) list += (list.empty() ? "" : ",") + name;
    put_ssh_string(out, list);
  }
  out.be32(0).be32(0);  // no languages
  out.u8(offer.guess_follows ? 1 : 0).be32(0);
  return std::move(out).take();
}

Result<SshKexInit> parse_ssh_kexinit(ByteView payload) {
  base::Reader in(payload);
  if (in.u8() != static_cast<std::uint8_t>(SshMessage::kexinit)) return malformed("no offer of algorithms");
  in.skip(cookie_size);
  SshKexInit offer;
  SshNames languages;
  for (auto* names :
       {&offer.kex, &offer.host_keys, &offer.ciphers_to_server, &offer.ciphers_to_client, &offer.macs_to_server,
        &offer.macs_to_client, &offer.compression_to_server, &offer.compression_to_client, &languages, &languages})
    if (!read_ssh_names(in, *names)) return malformed("its offer of algorithms is no list of names");
  offer.guess_follows = in.u8() != 0;
  in.skip(4);
  if (in.failed() || in.left() != 0) return malformed("its offer of algorithms has another length than it must");
  return offer;
}

SshAgreed ssh_agreed(const SshKexInit& client, const SshKexInit& server) {
  const auto first = [](const SshNames& wanted, const SshNames& there) {
    const auto found = std::ranges::find_first_of(wanted, there);
    return found == wanted.end() ? std::string() : *found;
  };
  const auto has = [](const SshNames& names, const char* name) {
    return std::ranges::find(names, name) != names.end();
  };
  return {first(client.kex, server.kex),
          first(client.host_keys, server.host_keys),
          first(client.ciphers_to_server, server.ciphers_to_server),
          first(client.ciphers_to_client, server.ciphers_to_client),
          first(client.macs_to_server, server.macs_to_server),
          first(client.macs_to_client, server.macs_to_client),
          first(client.compression_to_server, server.compression_to_server),
          first(client.compression_to_client, server.compression_to_client),
          has(client.kex, ssh_strict_client) && has(server.kex, ssh_strict_server)};
}

}  // namespace runseal::proto
