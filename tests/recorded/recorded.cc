#include "recorded/recorded.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/enum_names.h"
#include "capture/read.h"
#include "support/own_network.h"
#include "support/recording.h"
#include "support/temporary.h"
#include "unit/capture/places_held.h"

namespace runseal::test {
namespace {

namespace fs = std::filesystem;
using capture::Conversation;
using model::Protection;

constexpr std::size_t file_size = 64U << 10U;

bool holds_marker(const Bytes& bytes) {
  std::string wide;  // as SMB writes names
  for (const char* at = marker; *at != 0; ++at) wide += {*at, '\0'};
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.find(marker) != text.npos || text.find(wide) != text.npos;
}

// Everybody is 127.0.0.1 here: the server's port tells conversations apart. Flows that were announced in another one
// have none in common, and are told by not being of any other conversation.
bool marker_readable(const Packets& packets, const capture::Report& report, std::uint16_t port) {
  const auto belongs = [&](const TcpStream& stream, std::uint16_t to) {
    return stream.ends.from_port == to || stream.ends.to_port == to;
  };
  return std::ranges::any_of(tcp_streams(packets), [&](const TcpStream& stream) {
    const bool of_another = std::ranges::any_of(
        report.conversations, [&](const Conversation& one) { return one.port != 0 && belongs(stream, one.port); });
    return (port == 0 ? !of_another : belongs(stream, port)) && holds_marker(stream.bytes);
  });
}

const Conversation* of_port(const capture::Report& report, std::uint16_t port) {
  const auto found = std::ranges::find(report.conversations, port, &Conversation::port);
  return found == report.conversations.end() ? nullptr : &*found;
}

void expect_not_safer(const Conversation& part, const Conversation& whole, const std::string& how) {
  const auto hold = [&](const char* name, const model::Axis& now, const model::Axis& before) {
    const bool right = now.grade == before.grade || now.grade == Protection::unknown ||
                       (now.grade == Protection::absent && before.grade == Protection::unknown);
    EXPECT_TRUE(right) << how << ": " << name << " of port " << part.port << " (" << part.protocol << ") is "
                       << base::name_of(now.grade) << " (" << now.reason << "), of the whole "
                       << base::name_of(before.grade) << " (" << before.reason << ")";
  };
  hold("integrity", part.integrity, whole.integrity);
  hold("confidentiality", part.confidentiality, whole.confidentiality);
  hold("peer authenticity", part.peer_authenticity, whole.peer_authenticity);
  expect_no_other_place(part.places, whole.places, how);
}

// Whether a server had started was asked by connecting to it: what is left of such a connection is none of ours.
Packets begun_here(Packets packets) {
  using End = std::pair<std::uint32_t, std::uint16_t>;
  std::set<std::pair<End, End>> begun;
  std::erase_if(packets, [&](const Packet& packet) {
    const auto tcp = tcp_of(packet);
    const End from{tcp->from, tcp->from_port};
    const End to{tcp->to, tcp->to_port};
    const auto both = from < to ? std::pair(from, to) : std::pair(to, from);
    if (tcp->syn) begun.insert(both);
    return !begun.contains(both);
  });
  return packets;
}

}  // namespace

fs::path marked_file(const fs::path& folder) {
  std::string content;
  while (content.size() < file_size) content += std::string(marker) + fmt::format(" {:08}\n", content.size());
  content.resize(file_size);
  auto file = folder / (std::string(marker) + ".txt");
  write_file(file, content);
  fs::permissions(file, fs::perms(0644));
  return file;
}

Recorded recorded(const fs::path& folder, const std::function<std::string(const fs::path&, Speak&)>& start) {
  const auto because = [](const std::string& why) {
    if (!why.starts_with("skip: ")) ADD_FAILURE() << why;
    return Recorded{why, {}};
  };
  const auto network = OwnNetwork::enter();
  if (!network) return because("skip: " + network.error().describe());
  Speak speak;
  if (const auto why = start(folder, speak); !why.empty()) return because(why);
  auto recording = Recording::start(folder / "recording");
  if (!recording) return because("skip: " + recording.error().describe());
  if (const auto why = speak(); !why.empty()) return because(why);
  auto packets = recording->finish();
  if (!packets) return because(packets.error().describe());
  return {{}, begun_here(*std::move(packets))};
}

capture::Report report_of(const Packets& packets, bool pcapng) {
  const TemporaryFolder folder;
  const auto bytes = pcapng ? as_pcapng(packets) : as_pcap(packets);
  write_file(folder / "capture", std::string(bytes.begin(), bytes.end()));
  auto report = capture::read_captures({(folder / "capture").string()});
  EXPECT_TRUE(report) << report.error().describe();
  return report ? *std::move(report) : capture::Report();
}

void expect_marker_agrees(const Packets& packets, const capture::Report& report) {
  for (const auto& one : report.conversations) {
    const bool readable = marker_readable(packets, report, one.port);
    const auto where = fmt::format("port {} ({}): {}", one.port, one.protocol, one.confidentiality.reason);
    const bool carried_it = std::max(one.bytes_to_server, one.bytes_to_client) >= file_size;
    if (readable) {
      EXPECT_EQ(one.confidentiality.grade, Protection::absent) << "readable, at " << where;
    } else if (carried_it) {
      EXPECT_EQ(one.confidentiality.grade, Protection::protected_) << "not readable, at " << where;
    }
  }
}

void expect_never_safer(const Packets& packets, const capture::Report& whole) {
  const auto hold = [&](const Packets& part, const std::string& how, bool pcapng = false) {
    const auto report = report_of(part, pcapng);
    for (const auto& one : report.conversations) {
      const auto* before = of_port(whole, one.port);
      if (before) {
        expect_not_safer(one, *before, how);
      } else {  // the ends were taken for each other, as may be where the beginning is not there
        EXPECT_NE(one.confidentiality.grade, Protection::protected_) << how << ", port " << one.port;
      }
    }
    return report;
  };
  hold(last_third_missing(packets), "the last third missing");
  hold(first_third_missing(packets), "begun in the middle");
  hold(every_tenth_missing(packets), "every tenth packet missing");
  for (const unsigned seed : {1U, 2U, 3U}) hold(shuffled(packets, 4, seed), "shuffled");
  // nothing is lost in these: the same is said
  for (const auto& [report, how] :
       {std::pair{report_of(with_vlan(packets, 42)), "in a VLAN"}, std::pair{report_of(packets, true), "as pcapng"}}) {
    ASSERT_EQ(report.conversations.size(), whole.conversations.size()) << how;
    for (const auto& one : report.conversations) {
      const auto* before = of_port(whole, one.port);
      ASSERT_TRUE(before) << how;
      EXPECT_EQ(one.confidentiality.grade, before->confidentiality.grade) << how;
      EXPECT_EQ(one.integrity.grade, before->integrity.grade) << how;
      EXPECT_EQ(one.protocol, before->protocol) << how;
    }
  }
}

}  // namespace runseal::test
