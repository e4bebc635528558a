// What was seen of one SSH connection, and what follows from it.
#pragma once

#include <array>
#include <optional>

#include "capture/dissector.h"
#include "proto/ssh.h"
#include "proto/ssh_key.h"

namespace runseal::capture {

struct SshHalf {
  std::optional<proto::SshIdentification> identification;
  std::optional<proto::SshKexInit> offer;
  bool new_keys = false;           // from here on it encrypts
  bool broken = false;             // while in clear: something is missing, or is not what it must be
  std::uint64_t encrypted = 0;     // bytes
  std::uint64_t offer_packet = 0;  // and those that show the others
  std::uint64_t identification_packet = 0;
};

struct SshSession {
  std::array<SshHalf, 2> halves;  // by Side
  std::optional<proto::SshKey> host_key;
  std::string fingerprint;
  std::uint64_t host_key_packet = 0;
  std::optional<std::size_t> group_bits;  // of the group that the server chose (RFC 4419)
  std::uint64_t group_packet = 0;

  [[nodiscard]] bool encrypts() const { return halves[0].new_keys && halves[1].new_keys; }
  [[nodiscard]] std::optional<proto::SshAgreed> agreed() const {
    if (!halves[0].offer || !halves[1].offer) return std::nullopt;
    return proto::ssh_agreed(*halves[0].offer, *halves[1].offer);
  }
  [[nodiscard]] bool ssh_1() const {  // RFC 4253 5.1: "1.99" speaks both
    for (const auto& half : halves)
      if (half.identification && half.identification->protocol.starts_with("1.") &&
          half.identification->protocol != "1.99")
        return true;
    return false;
  }
};

// Sets version and axes.
void judge_ssh(const SshSession& session, FlowReport& into);
// Sets facts.
void put_ssh_facts(const SshSession& session, FlowReport& into);

}  // namespace runseal::capture
