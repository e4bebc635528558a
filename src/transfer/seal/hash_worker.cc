#include "transfer/seal/hash_worker.h"

#include <algorithm>

namespace runseal::transfer {
namespace {

// Pieces of a few large files, or some small files: half of a core's own cache (a mebibyte), so that what was read is
// still there to be hashed, beside the copy that the system reads from.
constexpr std::size_t piece_bytes = 128U << 10U;
constexpr std::size_t memory_bytes = 4 * piece_bytes;
constexpr std::size_t page_bytes = 4096;
constexpr std::size_t most_files = 64;

constexpr std::size_t rounded_up(std::size_t bytes, std::size_t multiple) {
  return (bytes + multiple - 1) / multiple * multiple;
}

}  // namespace

HashWorker::HashWorker(HashWork& work)
    : work_(work), memory_(static_cast<std::uint8_t*>(std::aligned_alloc(page_bytes, memory_bytes))) {
  if (!memory_) throw std::bad_alloc();
  files_.reserve(most_files);
  parts_.reserve(most_files);
}

void HashWorker::run() {
  while (!work_.stopped()) {
    read_pieces();
    if (files_.empty()) return;
    hash_pieces();
    hand_over_finished();
  }
}

void HashWorker::read_pieces() {
  used_ = 0;
  for (auto& file : files_) read_piece(file);
  while (!work_.stopped() && begin_next()) {
  }
}

// Small files in whole rounds of the kernel's lanes: one file left over would be hashed alone, at half the speed.
bool HashWorker::room_for_more() const {
  const auto room = memory_bytes - used_;
  if (work_.next < work_.large) return files_.size() < work_.large_at_once && room >= piece_bytes;
  const bool whole_rounds = files_.size() % base::max_sha256_lanes == 0 && !files_.empty();
  return files_.size() < most_files && room >= (whole_rounds ? base::max_sha256_lanes : 1) * piece_bytes;
}

bool HashWorker::begin_next() {
  if (!room_for_more()) return false;
  const auto next = work_.next++;
  if (next >= work_.order.size()) return false;
  const auto task = work_.order[next];
  auto reading = Reading::open(work_.folder, work_.tasks[task]);
  if (reading) {
    files_.push_back({task, std::move(*reading), {}, {}, {}});
    read_piece(files_.back());
  } else {
    const std::lock_guard lock(work_.calling);
    report(task, std::unexpected(std::move(reading).error()));
  }
  return true;
}

void HashWorker::read_piece(File& file) {
  const std::span room(memory_.get() + used_, piece_bytes);
  const auto got = file.reading.read(room);
  if (!got) {
    file.piece = {};
    file.outcome = std::unexpected(got.error());
    return;
  }
  file.piece = room.first(*got);
  used_ += rounded_up(*got, base::sha256_block);
  if (work_.options->progress != nullptr) *work_.options->progress += *got;
  if (file.reading.at_end()) file.outcome = file.reading.close();
}

// The longest first, so that the lanes of the kernel are all busy until shortly before the end.
void HashWorker::hash_pieces() {
  parts_.clear();
  for (auto& file : files_)
    if (!file.piece.empty()) parts_.push_back({&file.stream, file.piece});
  std::ranges::sort(parts_, std::ranges::greater(), [](const auto& part) { return part.bytes.size(); });
  base::sha256_add(parts_);
}

void HashWorker::hand_over_finished() {
  std::array<base::Sha256Stream*, most_files> streams;
  std::array<base::Digest, most_files> digests;
  std::size_t count = 0;
  for (auto& file : files_)
    if (file.outcome && *file.outcome) streams[count++] = &file.stream;
  base::sha256_finish(std::span(streams).first(count), std::span(digests).first(count));
  const std::lock_guard lock(work_.calling);
  for (std::size_t next = 0; auto& file : files_) {
    if (!file.outcome) continue;
    if (*file.outcome) (*file.outcome)->sha256 = digests[next++];
    report(file.task, *std::move(file.outcome));
  }
  std::erase_if(files_, [](const File& file) { return file.outcome.has_value(); });
}

void HashWorker::report(std::size_t task, Result<Hashed> hashed) {
  (*work_.done)(task, std::move(hashed));
  ++work_.finished;
}

}  // namespace runseal::transfer
