#include "capture/read.h"

#include <filesystem>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "capture/merge.h"
#include "capture/packet_decoder.h"

namespace runseal::capture {
namespace {

constexpr std::uint64_t packets_between_looks = 4'096;

class Captures {
 public:
  explicit Captures(const ReadOptions& options) : options_(options), reading_(options.limits), decoder_(reading_) {}

  // False: stopped.
  bool read(PacketSource& source, const std::string& name) {
    SourceRead of{name, packets_ + 1, 0, 0, {}};
    Packet packet;
    bool stopped = false;
    while (!stopped) {
      const auto there = source.next(packet);
      if (!there) fail_in(name, there.error());
      if (!there || !*there) break;
      packet.at.packet = ++packets_;
      bytes_ += packet.size;
      decoder_.packet(packet);
      if (packets_ % packets_between_looks == 0) stopped = look(source);
    }
    finish_source(std::move(of), source.status());
    return !stopped;
  }

  void could_not_open(const std::string& name, const Error& error) {
    fail_in(name, error);
    sources_.push_back({name, packets_ + 1, 0, 0, {}});
  }

  void fail_in(const std::string& name, const Error& error) {
    whole_ = false;
    notes_.push_back(fmt::format("{}: {}; what came before it counts.", name, error.what));
  }

  Report finish() {
    auto signs = decoder_.take_signs();
    auto report = reading_.finish();
    const auto counts = decoder_.counts();
    report.packets = packets_;
    report.bytes = bytes_;
    report.not_ip = counts.not_ip + counts.unknown_link;
    report.broken += counts.cut + counts.too_deep;
    for (const auto& [link, how_many] : decoder_.unknown_links())
      notes_.push_back(fmt::format("{} packets have the link type {}, which is not read.", how_many, link));
    if (counts.fragments.incomplete > 0)
      notes_.push_back(
          fmt::format("{} datagrams came in fragments of which some are missing.", counts.fragments.incomplete));
    std::ranges::move(report.notes, std::back_inserter(notes_));
    report.notes = std::move(notes_);
    report.sources = std::move(sources_);
    report.whole = whole_;
    for (const auto& sign : signs)
      for (const auto& packet : sign.packets) report.proof.insert(packet.packet);
    std::ranges::move(signs, std::back_inserter(report.signs));
    return report;
  }

 private:
  bool look(const PacketSource& source) {
    const auto status = source.status();
    if (options_.on_progress) options_.on_progress(status);
    count(status);
    return stopped();
  }

  [[nodiscard]] bool stopped() const { return options_.stop && *options_.stop; }

  void count(const SourceStatus& status) {
    if (options_.bytes_read) *options_.bytes_read += status.bytes_read - counted_;
    counted_ = status.bytes_read;
  }

  void finish_source(SourceRead of, const SourceStatus& status) {
    of.packets = packets_ + 1 - of.first_packet;
    of.dropped = status.dropped;
    count(status);
    counted_ = 0;
    whole_ = whole_ && (!status.cut || stopped());
    if (status.dropped > 0)
      notes_.push_back(fmt::format("{}: {} packets were there and not captured, as the capturing side counted.",
                                   of.name, status.dropped));
    for (const auto& note : status.notes) notes_.push_back(of.name + ": " + note);
    sources_.push_back(std::move(of));
  }

  const ReadOptions& options_;
  Reading reading_;
  PacketDecoder decoder_;
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t counted_ = 0;  // of the source's bytes
  std::vector<std::string> notes_;
  std::vector<SourceRead> sources_;
  bool whole_ = true;
};

}  // namespace

Result<Report> read_captures(const std::vector<std::string>& files, const ReadOptions& options) {
  // all are tried before any is read; a file need not stay open meanwhile, and of a pipe there is only one opening
  std::vector<std::unique_ptr<PacketSource>> opened;
  std::error_code unknown;
  for (const auto& file : files) {
    RUNSEAL_TRY(auto source, open_capture(file, options.stop));
    const bool again = files.size() > 1 && std::filesystem::is_regular_file(file, unknown);
    opened.push_back(again ? nullptr : std::move(source));
  }
  Captures captures(options);
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto source =
        opened[i] ? Result<std::unique_ptr<PacketSource>>(std::move(opened[i])) : open_capture(files[i], options.stop);
    if (!source)
      captures.could_not_open(files[i], source.error());
    else if (!captures.read(**source, files[i]))
      break;
  }
  return captures.finish();
}

Result<Report> read_captures_apart(const std::vector<std::string>& files, std::size_t jobs,
                                   const ReadOptions& options) {
  std::vector<std::optional<Result<Report>>> reports(files.size());
  std::atomic<std::size_t> next{0};
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(jobs, files.size()); ++i)
      workers.emplace_back([&] {
        for (auto file = next++; file < files.size(); file = next++)
          reports[file] = read_captures({files[file]}, options);
      });
  }
  Report all;
  for (auto& report : reports) {
    RUNSEAL_CHECK(*report);
    merge(all, std::move(**report));
  }
  return all;
}

Report read_source(PacketSource& source, const std::string& name, const ReadOptions& options) {
  Captures captures(options);
  (void)captures.read(source, name);
  return captures.finish();
}

}  // namespace runseal::capture
