#include "transfer/engine/parcel_stream.h"

#include <algorithm>

#include <fmt/format.h>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t block_bytes = 256U << 10U;
constexpr std::chrono::milliseconds idle{5'000};

// Would another connection, or the same one later, do better?
bool of_the_connection(const Error& error) {
  return error.code == ErrorCode::io || error.code == ErrorCode::timeout || error.code == ErrorCode::unavailable;
}

std::unexpected<Error> stopped() { return fail(ErrorCode::cancelled, "stopped"); }

}  // namespace

ParcelStream::ParcelStream(const Carrying& with, SinkSession& session)
    : with_(with), session_(session), folders_(with.folder), block_(block_bytes) {}

Result<> ParcelStream::run() {
  for (;;) {
    if (with_.stopping()) return stopped();
    const auto work = with_.parcels.take(idle);
    switch (work.turn) {
      case Parcels::Turn::over: return {};
      case Parcels::Turn::none: RUNSEAL_CHECK(session_.still_there()); break;
      case Parcels::Turn::send: RUNSEAL_CHECK(send(*work.parcel)); break;
      case Parcels::Turn::read_back: RUNSEAL_CHECK(read_back(*work.parcel)); break;
    }
  }
}

Result<> ParcelStream::clear_way(Parcel& parcel) {
  if (const auto other = with_.parcels.in_the_way_of(parcel)) {
    const auto removed = session_.remove(*other);
    // an old file may also be written over, where the server cannot remove it
    const bool only_a_file = other->kind == EntryKind::file;
    if (!removed && (!only_a_file || of_the_connection(removed.error()))) return removed;
    with_.parcels.way_is_clear(parcel);
  }
  for (const auto& folder : with_.parcels.missing_folders(parcel.entry.path)) {
    RUNSEAL_CHECK(session_.make_folder(folder));
    with_.parcels.folder_is_there(folder);
  }
  return {};
}

Result<> ParcelStream::send(Parcel& parcel) {
  RUNSEAL_TRY(auto file, SourceFile::open(folders_, parcel.entry));
  base::Sha256Stream hash;
  RUNSEAL_TRY(bool whole, pass_over(file, parcel, hash));
  const bool there = !with_.can_append && parcel.have > 0;  // such a sink has all of a file or nothing
  std::unique_ptr<Upload> upload;
  if (whole && !there) {
    RUNSEAL_CHECK(clear_way(parcel));
    RUNSEAL_TRY(upload, session_.put(parcel.entry, parcel.have));
    RUNSEAL_TRY(whole, copy(file, parcel, *upload, hash));
  }
  RUNSEAL_TRY(const auto fresh, file.changed(folders_));
  if (fresh) {
    upload.reset();
    return with_.parcels.changed(parcel, *fresh);
  }
  if (!whole)
    return fail(ErrorCode::corrupt, "the source says one size and gives another", shown_path(parcel.entry.path),
                "look at the source's disk");
  if (upload) RUNSEAL_CHECK(upload->finish());
  with_.parcels.sent(parcel, hash.finish());
  return {};
}

Result<bool> ParcelStream::pass_over(SourceFile& file, Parcel& parcel, base::Sha256Stream& hash) {
  parcel.resumed = parcel.have > 0;
  for (std::uint64_t at = 0; at < parcel.have;) {
    if (with_.stopping()) return stopped();
    const auto part =
        std::span(block_).first(static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, parcel.have - at)));
    RUNSEAL_TRY(const auto got, file.read(part));
    if (got < part.size()) return false;
    hash.add(part);
    at += got;
    with_.progress.bytes_done += got;
  }
  return true;
}

Result<bool> ParcelStream::copy(SourceFile& file, Parcel& parcel, Upload& upload, base::Sha256Stream& hash) {
  const auto size = parcel.entry.size;
  for (std::uint64_t at = parcel.have; at < size;) {
    if (with_.stopping()) return stopped();
    if (const auto error = with_.parcels.attempt_error()) return fail(*error);
    const auto part =
        std::span(block_).first(static_cast<std::size_t>(std::min<std::uint64_t>(block_bytes, size - at)));
    RUNSEAL_TRY(const auto got, file.read(part));
    if (got < part.size()) return false;
    hash.add(part);
    with_.throttle.wait_for(got);
    count(parcel, at, got);
    RUNSEAL_CHECK(upload.write(part));
    at += got;
  }
  return true;
}

void ParcelStream::count(Parcel& parcel, std::uint64_t from, std::size_t bytes) {
  const auto end = from + bytes;
  if (from < parcel.sent_to) with_.progress.bytes_resent += std::min(end, parcel.sent_to) - from;
  parcel.sent_to = std::max(parcel.sent_to, end);
  with_.progress.bytes_sent += bytes;
  with_.progress.bytes_done += bytes;
}

// The end of the file is looked for too: a file that goes on behind its end is another file.
Result<ParcelStream::CameBack> ParcelStream::hash_there(const Parcel& parcel) {
  base::Sha256Stream hash;
  CameBack back;
  RUNSEAL_TRY(const auto download, session_.get(with_.area, parcel.entry.path));
  while (back.bytes <= parcel.entry.size) {
    if (with_.stopping()) return stopped();
    if (const auto error = with_.parcels.attempt_error()) return fail(*error);
    RUNSEAL_TRY(const auto got, download->read(block_));
    if (got == 0) break;
    hash.add(std::span(block_).first(got));
    with_.throttle.wait_for(got);
    with_.progress.bytes_read_back += got;
    back.bytes += got;
  }
  back.sha256 = hash.finish();
  return back;
}

bool ParcelStream::is_what_was_sent(const CameBack& back, const Entry& sent) {
  return back.bytes == sent.size && back.sha256 == sent.sha256;
}

Result<> ParcelStream::read_back(Parcel& parcel) {
  if (with_.copying) RUNSEAL_CHECK(session_.copy(parcel.entry));
  auto back = hash_there(parcel);
  if (with_.copying && back && !is_what_was_sent(*back, parcel.entry)) {
    RUNSEAL_TRY(const bool again, session_.copy_again(parcel.entry));
    if (again) back = hash_there(parcel);
  }
  if (!back) {
    const auto& error = back.error();
    if (of_the_connection(error) || error.code == ErrorCode::cancelled || with_.parcels.attempt_error())
      return fail(error);
    with_.parcels.unread(parcel, error.what);
    return {};
  }
  if (back->bytes != parcel.entry.size)
    with_.parcels.differs(parcel,
                          fmt::format("{} than it was sent", back->bytes < parcel.entry.size ? "shorter" : "longer"));
  else if (back->sha256 != parcel.entry.sha256)
    with_.parcels.differs(parcel, "other bytes came back than were sent");
  else
    with_.parcels.verified(parcel);
  return {};
}

}  // namespace runseal::transfer
