// What tshark says of packets of ours and of theirs: the second opinion on what we send and on what we read.
#pragma once

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "support/temporary.h"

namespace runseal::test {

// A TCP conversation as text2pcap reads it: a direction, offsets, bytes.
class Packets {
 public:
  explicit Packets(std::uint16_t port) : port_(port) {}  // of the server

  void ours(const Bytes& bytes) { add('O', bytes); }
  void theirs(const Bytes& bytes) { add('I', bytes); }

  // One line a packet, the fields separated by tabs.
  std::vector<std::string> fields(const std::vector<std::string>& names) {
    const auto text = folder_ / "conversation.txt";
    const auto pcap = folder_ / "conversation.pcap";
    write_file(text, text_);
    base::Command convert;
    convert.program = "text2pcap";
    convert.arguments = {"-D", "-T", "50000," + std::to_string(port_), text.string(), pcap.string()};
    const auto converted = base::run(convert);
    EXPECT_TRUE(converted && converted->ok()) << (converted ? converted->err : converted.error().describe());
    base::Command dissect;
    dissect.program = "tshark";
    dissect.arguments = {"-r", pcap.string(), "-T", "fields", "-E", "occurrence=a"};
    for (const auto& name : names) {
      dissect.arguments.emplace_back("-e");
      dissect.arguments.push_back(name);
    }
    const auto dissected = base::run(dissect);
    EXPECT_TRUE(dissected && dissected->ok()) << (dissected ? dissected->err : dissected.error().describe());
    std::vector<std::string> lines;
    if (dissected)
      for (const auto line : base::lines(dissected->out)) lines.emplace_back(line);
    return lines;
  }

 private:
  void add(char direction, const Bytes& frame) {
    text_ += fmt::format("{}\n000000", direction);
    for (const auto byte : frame) text_ += fmt::format(" {:02x}", byte);
    text_ += "\n";
  }

  std::uint16_t port_;
  TemporaryFolder folder_;
  std::string text_;
};

}  // namespace runseal::test
