// A whole capture, from files or an interface, to its report.
#pragma once

#include <atomic>

#include "capture/packet_source.h"
#include "capture/reading.h"

namespace runseal::capture {

struct ReadOptions {
  ReadingLimits limits;
  const std::atomic<bool>* stop = nullptr;               // set: ends as if there were nothing more
  std::function<void(const SourceStatus&)> on_progress;  // now and then, on the caller's thread
  std::atomic<std::uint64_t>* bytes_read = nullptr;      // of all files, as they lie there; added to now and then
};

// In this order, as one capture: a connection may go on from one file to the next. Blocks. What came before a broken
// place counts; the report's notes tell of it, and `whole` is false, as it is where a file ends within a packet.
// Errors: those of open_capture, of any file, before anything is read.
[[nodiscard]] Result<Report> read_captures(const std::vector<std::string>& files, const ReadOptions& options = {});
// Each file by itself, `jobs` at a time, and their reports as one: a connection that goes on from one file to the next
// is two flows. on_progress comes from several threads at once.
[[nodiscard]] Result<Report> read_captures_apart(const std::vector<std::string>& files, std::size_t jobs,
                                                 const ReadOptions& options = {});
[[nodiscard]] Report read_source(PacketSource& source, const std::string& name, const ReadOptions& options = {});

}  // namespace runseal::capture
