#include "capture/dissectors/ssh.h"

#include <algorithm>

#include "capture/dissectors/ssh_session.h"
#include "proto/ssh_exchange.h"

namespace runseal::capture {
namespace {

using proto::SshMessage;

constexpr std::size_t longest_greeting = 2048;  // what stands before and in the identification
constexpr std::string_view front = "SSH-";

class Ssh final : public Dissector {
 public:
  explicit Ssh(const FlowContext& flow) : flow_(flow) {
    for (auto& half : session_.halves) half.broken = !flow.from_start;
  }

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override {
    auto& half = session_.halves[index(from)];
    if (!half.new_keys && !half.broken) bytes = read_clear(from, bytes, at);
    if (half.new_keys) half.encrypted += bytes.size() + missing;
    if (missing > 0 && !half.new_keys) give_up(from);
  }

  void gap(Side from, std::uint64_t bytes, Moment /*at*/) override {
    auto& half = session_.halves[index(from)];
    seen_whole_ = false;
    if (half.new_keys) {
      half.encrypted += bytes;
    } else {
      give_up(from);
    }
  }

  [[nodiscard]] FlowReport finish() override {
    FlowReport report;
    report.protocol = "ssh";
    judge_ssh(session_, report);
    put_ssh_facts(session_, report);
    const auto broken = [](const SshHalf& half) { return half.broken; };
    report.idle = seen_whole_ && !session_.ssh_1() && !session_.halves[index(Side::client)].new_keys &&
                  std::ranges::none_of(session_.halves, broken);
    return report;
  }

  [[nodiscard]] std::size_t footprint() const override {
    return sizeof *this + held_[0].capacity() + held_[1].capacity() + noted_;
  }

 private:
  // Gives back what is behind the messages in clear.
  ByteView read_clear(Side from, ByteView bytes, Moment at) {
    auto& half = session_.halves[index(from)];
    auto& held = held_[index(from)];
    held.insert(held.end(), bytes.begin(), bytes.end());
    std::size_t read = 0;
    while (!half.new_keys && !half.broken) {
      const auto rest = ByteView(held).subspan(read);
      const auto size = half.identification ? proto::ssh_packet_size(rest) : proto::ssh_identification_size(rest);
      if (!size || (!*size && !half.identification && rest.size() > longest_greeting)) return give_up(from);
      if (!*size || **size > rest.size()) break;
      read += **size;
      if (half.identification) {
        take_packet(from, rest.first(**size), at);
      } else {
        take_identification(from, rest.first(**size), at);
      }
    }
    if (half.broken) return give_up(from);
    if (half.new_keys) {
      const auto left = held.size() - read;  // all of `bytes`, as messages are taken as soon as they are there
      held = {};
      return bytes.last(left);
    }
    held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(read));
    return {};
  }

  ByteView give_up(Side from) {
    session_.halves[index(from)].broken = true;
    held_[index(from)] = {};
    return {};
  }

  void take_identification(Side from, ByteView line, Moment at) {
    auto& half = session_.halves[index(from)];
    auto read = proto::parse_ssh_identification(line);
    half.broken = !read;
    if (!read) return;
    noted_ += 512;
    half.identification_packet = at.packet;
    half.identification = *std::move(read);
    if (session_.ssh_1()) half.broken = true;  // its packets are others
  }

  void take_packet(Side from, ByteView packet, Moment at) {
    auto& half = session_.halves[index(from)];
    const auto payload = proto::ssh_payload(packet);
    half.broken = !payload;
    if (!payload) return;
    const auto type = payload->front();
    if (type == static_cast<std::uint8_t>(SshMessage::kexinit)) take_offer(half, *payload, at);
    if (type == static_cast<std::uint8_t>(SshMessage::newkeys)) {
      half.new_keys = half.offer.has_value();
      half.broken = !half.new_keys;
    }
    if (from == Side::server && !session_.group_bits) take_group(*payload, at);
    if (from == Side::server && !session_.host_key) take_host_key(*payload, at);
  }

  void take_offer(SshHalf& half, ByteView payload, Moment at) {
    auto offer = proto::parse_ssh_kexinit(payload);
    half.broken = !offer || half.offer;  // one before the first keys, and no more
    if (half.broken) return;
    noted_ += payload.size() * 3;
    half.offer = *std::move(offer);
    half.offer_packet = at.packet;
  }

  // The replies of other methods have the same number, and three parts.
  void take_group(ByteView payload, Moment at) {
    const auto group = proto::parse_ssh_group(payload);
    if (!group) return;
    session_.group_bits = group->bits();
    session_.group_packet = at.packet;
  }

  void take_host_key(ByteView payload, Moment at) {
    const auto blob = proto::ssh_reply_host_key(payload);
    if (!blob) return;
    auto key = proto::parse_ssh_key(*blob);
    if (!key) return;  // a key of the Diffie-Hellman group exchange stands where it does
    session_.fingerprint = proto::ssh_fingerprint(*blob);
    session_.host_key = *std::move(key);
    session_.host_key_packet = at.packet;
    noted_ += blob->size() + 256;
    if (flow_.recorder)  // a server has one for each type
      flow_.recorder->identity(flow_.key, "SSH host key " + session_.host_key->type, session_.fingerprint, at);
  }

  const FlowContext& flow_;
  SshSession session_;
  std::array<Bytes, 2> held_;  // in clear, not yet a whole message
  std::size_t noted_ = 0;
  bool seen_whole_ = true;
};

Match recognise(const Opening& opening) {
  bool more = true;
  for (const auto bytes : {opening.client, opening.server}) {
    const auto said = base::as_text(bytes.first(std::min(bytes.size(), front.size())));
    if (said == front) return Match::yes;
    more = more && front.starts_with(said);
  }
  return more ? Match::more : Match::no;
}

}  // namespace

DissectorKind ssh_kind() {
  return {"ssh", 6, {22, 2222}, recognise, [](const FlowContext& flow) -> std::unique_ptr<Dissector> {
            return std::make_unique<Ssh>(flow);
          }};
}

}  // namespace runseal::capture
