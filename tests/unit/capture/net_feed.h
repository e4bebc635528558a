// Recordings of tests/golden/capture played to dissectors, without the engine: loopback loses and reorders nothing, so
// that its segments can be handed on as they are, or all but one, or cut, or from the middle.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "capture/dissector.h"

namespace runseal::capture::test {

struct Segment {
  FlowKey flow;
  Side from = Side::client;
  Bytes bytes;
  Moment at;
  std::uint32_t sequence = 0;
};

// Those of a pcap file of Ethernet and IPv4 that carry something, in order. Who sent the first SYN, or spoke first, is
// the client.
[[nodiscard]] std::vector<Segment> segments_of(const std::string& file);
[[nodiscard]] std::string golden(const std::string& name);  // the path of a recording

class Heard : public Recorder {
 public:
  void exposed(const FlowKey& flow, const Exposure& exposure) override;
  void saw(const Sign& sign) override { signs.push_back(sign); }
  void identity(const FlowKey&, std::string_view, std::string_view, Moment) override {}
  void expect(const Address& server, std::uint16_t port, Make make) override;

  std::map<std::string, Exposure> files;  // "place:path"
  std::vector<Sign> signs;
  std::map<std::pair<Address, std::uint16_t>, Make> expected;
};

struct Played {
  std::vector<std::pair<FlowKey, FlowReport>> flows;  // in the order in which they ended or began
  std::map<std::string, Exposure> files;

  // The reports of a protocol.
  [[nodiscard]] std::vector<FlowReport> of(const std::string& protocol) const;
  [[nodiscard]] FlowReport only(const std::string& protocol) const;
};

struct How {
  std::size_t at_most = SIZE_MAX;  // bytes handed on at once
  bool from_start = true;
  std::size_t kept = SIZE_MAX;  // of each segment; the rest is missing
};
// Every flow is read by the first kind that recognises it; one that none does is left out.
[[nodiscard]] Played play(const std::vector<DissectorKind>& kinds, const std::vector<Segment>& segments, How how = {});

// No prefix, no removed segment and no start in the middle gives an axis a safer grade than the
// whole, or takes a message for one of another share.
void never_safer(const std::vector<DissectorKind>& kinds, const std::vector<Segment>& segments);

// The first segment of the client's is lost, behind one that said `before`.
[[nodiscard]] std::vector<Segment> with_loss_behind(std::vector<Segment> segments, const Bytes& before);

// Bytes written by hand, as one flow.
class Talk {
 public:
  explicit Talk(std::uint16_t port, std::uint8_t transport = 6);
  Talk& client(const Bytes& bytes) { return say(Side::client, bytes); }
  Talk& server(const Bytes& bytes) { return say(Side::server, bytes); }
  Talk& client(std::string_view text) { return say(Side::client, {text.begin(), text.end()}); }
  Talk& server(std::string_view text) { return say(Side::server, {text.begin(), text.end()}); }
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

 private:
  Talk& say(Side from, Bytes bytes);

  FlowKey key_;
  std::uint32_t sent_[2] = {0, 0};
  std::vector<Segment> segments_;
};

}  // namespace runseal::capture::test
