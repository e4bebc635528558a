#include "capture/merge.h"

#include <tuple>

#include "capture/conversations.h"

namespace runseal::capture {
namespace {

void move_on(Moment& moment, std::uint64_t packets) {
  if (moment.packet > 0) moment.packet += packets;
}

// Counts the packets of `report` from `packets` on.
void renumber(Report& report, std::uint64_t packets) {
  for (auto& source : report.sources) source.first_packet += packets;
  move_on(report.first, packets);
  move_on(report.last, packets);
  for (auto& one : report.conversations) {
    move_on(one.first, packets);
    move_on(one.last, packets);
    for (auto& [id, fact] : one.facts)
      if (fact.packet > 0) fact.packet += packets;
  }
  for (auto& file : report.files) {
    move_on(file.what.first, packets);
    move_on(file.what.last, packets);
  }
  for (auto& folder : report.folders) {
    move_on(folder.first, packets);
    move_on(folder.last, packets);
  }
  for (auto& sign : report.signs)
    for (auto& packet : sign.packets) move_on(packet, packets);
  std::set<std::uint64_t> proof;
  for (const auto packet : report.proof) proof.insert(packet + packets);
  report.proof = std::move(proof);
}

void add(Conversation& into, Conversation more) { join(into, std::move(more)); }

void add(ExposedFile& into, const ExposedFile& more) {
  into.what.range.add(more.what.range, more.what.read + more.what.written);
  into.what.read += more.what.read;
  into.what.written += more.what.written;
  stretch(into.what.first, into.what.last, more.what.first, more.what.last);
}

void add(ExposedFolder& into, const ExposedFolder& more) {
  into.files += more.files;
  into.read += more.read;
  into.written += more.written;
  stretch(into.first, into.last, more.first, more.last);
}

auto key_of(const Conversation& one) { return std::tie(one.client, one.server, one.port, one.transport, one.protocol); }
auto key_of(const ExposedFile& one) {
  return std::tie(one.client, one.server, one.port, one.what.place, one.what.path);
}
auto key_of(const ExposedFolder& one) { return std::tie(one.client, one.server, one.port, one.place, one.path); }

template <class T>
void join_lists(std::vector<T>& into, std::vector<T> more) {
  std::ranges::move(more, std::back_inserter(into));
  std::vector<T> joined;
  std::ranges::stable_sort(into, [](const T& a, const T& b) { return key_of(a) < key_of(b); });
  for (auto& one : into) {
    if (!joined.empty() && key_of(joined.back()) == key_of(one))
      add(joined.back(), std::move(one));
    else
      joined.push_back(std::move(one));
  }
  into = std::move(joined);
}

}  // namespace

void merge(Report& into, Report more) {
  renumber(more, into.packets);
  std::ranges::move(more.sources, std::back_inserter(into.sources));
  into.whole = into.whole && more.whole;
  into.packets += more.packets;
  into.bytes += more.bytes;
  stretch(into.first, into.last, more.first, more.last);
  into.not_ip += more.not_ip;
  into.broken += more.broken;
  into.without_flow += more.without_flow;
  join_lists(into.conversations, std::move(more.conversations));
  most_bytes_first(into.conversations);
  into.conversations_not_kept += more.conversations_not_kept;
  join_lists(into.files, std::move(more.files));
  join_lists(into.folders, std::move(more.folders));
  std::ranges::move(more.signs, std::back_inserter(into.signs));
  into.signs_not_kept += more.signs_not_kept;
  std::ranges::move(more.notes, std::back_inserter(into.notes));
  into.proof.merge(more.proof);
}

}  // namespace runseal::capture
