#include "transfer/engine/session.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "transfer/seal/verify.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds pulse{1'000};                      // alive, and the longest a verified file waits for its commit
constexpr std::uint64_t max_session_bytes = 1ULL << 60U;  // of all entries together: no sum overflows below it

std::unexpected<Error> out_of_place() {
  return fail(ErrorCode::invalid, "the sender sent a frame that does not belong here");
}

}  // namespace

Session::Joined::Joined(Session& s, Channel& c) : session(s), channel(c) {
  const std::lock_guard lock(session.mutex_);
  session.channels_.insert(&channel);
  ++session.joined_;
  if (session.broken_) channel.cut();
}

Session::Joined::~Joined() {
  const std::lock_guard lock(session.mutex_);
  session.channels_.erase(&channel);
}

Session::Session(const ReceiveOptions& options, const base::PrivateKey& key, Peer peer, base::PublicKey sender,
                 Open open)
    : options_(options),
      key_(key),
      peer_(std::move(peer)),
      sender_(sender),
      open_(std::move(open)),
      began_(base::system_clock().now()) {
  const auto token = base::random_bytes(token_.size());
  std::copy(token.begin(), token.end(), token_.begin());
}

Session::~Session() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (committer_.joinable()) committer_.join();
}

Result<OpenState> Session::begin() {
  if (!peer_.folder.empty() && !open_.name.starts_with(peer_.folder + "/"))
    return fail(ErrorCode::denied, "this sender may only send into the folder \"" + peer_.folder + "\"", {},
                "send to runseal://<receiver>/" + peer_.folder + "/<run>");
  if (open_.name.starts_with(incoming_folder))
    return fail(ErrorCode::invalid, "a run cannot have this name", open_.name);
  auto landing = Landing::open(options_.into, open_.name, base::ssh_public_key(sender_), open_.bytes);
  if (!landing && landing.error().code == ErrorCode::exists) return OpenState::exists;
  if (!landing) return fail(std::move(landing).error());
  landing_ = *std::move(landing);
  committer_ = std::thread([this] { commit_loop(); });
  return landing_->resumed() ? OpenState::resumes : OpenState::fresh;
}

void Session::fail_with(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (broken_ || finished_) return;
    broken_ = error;
  }
  changed_.notify_all();
}

void Session::abandon(const Error& error) {
  fail_with(error);
  const std::lock_guard lock(mutex_);
  for (auto* channel : channels_) channel->cut();
}

bool Session::wait_until_said() {
  constexpr milliseconds patience{5'000};
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return said_ || reports_ == 0; });
  for (auto* channel : channels_) channel->cut();
  return said_;
}

std::string Session::why() const {
  const std::lock_guard lock(mutex_);
  return broken_ ? broken_->describe() : std::string();
}

bool Session::done() const {
  const std::lock_guard lock(mutex_);
  return finished_.has_value();
}

bool Session::ended() const {
  const std::lock_guard lock(mutex_);
  return finished_ || broken_;
}

std::size_t Session::connections() const {
  const std::lock_guard lock(mutex_);
  return channels_.size();
}

Result<std::vector<Have>> Session::take_entries(ByteView body, std::uint32_t& next) {
  RUNSEAL_TRY(auto entries, decode_entries(body));
  std::vector<Have> have;
  for (auto& entry : entries) {
    if (next >= max_session_entries) return fail(ErrorCode::limit, "a run of more than 4,000,000 entries");
    const std::lock_guard lock(mutex_);
    Landed landed;
    if (landing_) {
      RUNSEAL_TRY(landed, landing_->add(entry));
    }
    if (landed.bytes > 0 || landed.confirmed) have.push_back({next, landed.bytes, landed.confirmed, landed.sha256});
    const bool is_file = entry.kind == EntryKind::file;
    const bool settled = !is_file || landed.confirmed;
    if (landed.confirmed) entry.sha256 = landed.sha256;
    if (is_file) bytes_ += entry.size;
    if (entry.size > max_session_bytes || bytes_ > max_session_bytes || (open_.bytes > 0 && bytes_ > open_.bytes))
      return fail(ErrorCode::limit, "the sender names more bytes than it promised", open_.name);
    if (is_file && !settled) ++unverified_;
    arrivals_.push_back({std::move(entry), settled ? Arrival::State::confirmed : Arrival::State::waiting, 0});
    ++next;
  }
  return have;
}

Result<> Session::name_entries(Channel& channel) {
  std::uint32_t next = 0;
  std::vector<Have> have;
  for (;;) {
    RUNSEAL_TRY(const auto frame, channel.receive());
    if (frame.type == FrameType::alive) continue;
    if (frame.type == FrameType::listed) break;
    if (frame.type != FrameType::entries) return out_of_place();
    RUNSEAL_TRY(const auto some, take_entries(frame.body, next));
    have.insert(have.end(), some.begin(), some.end());
  }
  for (std::size_t at = 0; at < have.size(); at += have_per_frame) {
    const auto end = std::min(at + have_per_frame, have.size());
    const std::vector<Have> some(have.begin() + static_cast<std::ptrdiff_t>(at),
                                 have.begin() + static_cast<std::ptrdiff_t>(end));
    RUNSEAL_CHECK(channel.send(FrameType::have, encode(some)));
  }
  return channel.say(FrameType::ready);
}

Result<> Session::take_part(ByteView body) {
  RUNSEAL_TRY(auto part, decode_part(body));
  seal_bytes_ += part.bytes.size();
  if (seal_bytes_ > max_seal_bytes) return fail(ErrorCode::limit, "a seal of more than 1 GiB");
  std::string* const parts[] = {&seal_.manifest, &seal_.tree, &seal_.seal, &seal_.signature};
  *parts[static_cast<std::size_t>(part.which)] += part.bytes;
  return {};
}

Result<> Session::control(Channel& channel) {
  const Joined joined(*this, channel);
  RUNSEAL_CHECK(name_entries(channel));
  for (;;) {
    const auto frame = channel.receive();
    if (!frame) return fail(connection_lost(frame.error()));
    switch (frame->type) {
      case FrameType::alive: break;
      case FrameType::part: RUNSEAL_CHECK(take_part(frame->body)); break;
      case FrameType::finish: return complete();
      case FrameType::entries: {
        auto next = static_cast<std::uint32_t>(arrivals_.size());  // only this thread adds
        RUNSEAL_TRY(const auto have, take_entries(frame->body, next));
        break;
      }
      default: return out_of_place();
    }
  }
}

Result<std::vector<Entry>> Session::received_entries() {
  const std::lock_guard lock(mutex_);
  std::vector<Entry> entries;
  for (const auto& arrival : arrivals_) {
    if (arrival.state != Arrival::State::confirmed)
      return fail(ErrorCode::invalid, "the sender wants to finish before everything has arrived",
                  base::printable(arrival.entry.path, 200));
    entries.push_back(arrival.entry);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  return entries;
}

namespace {

Result<> same_as_sealed(const std::vector<Entry>& received, const std::vector<Entry>& sealed) {
  const auto same = [](const Entry& a, const Entry& b) {
    return a.kind == b.kind && a.path == b.path && a.size == b.size && a.mtime_ns == b.mtime_ns &&
           a.executable == b.executable && a.target == b.target && a.sha256 == b.sha256;
  };
  const auto [mine, theirs] = std::mismatch(received.begin(), received.end(), sealed.begin(), sealed.end(), same);
  if (mine == received.end() && theirs == sealed.end()) return {};
  return fail(ErrorCode::invalid, "the seal does not say what was received",
              base::printable(mine != received.end() ? mine->path : theirs->path, 200));
}

std::string host_name() {
  char name[256] = "";
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

}  // namespace

Result<> Session::read_back(const std::vector<Entry>& entries) {
  std::vector<HashTask> tasks;
  std::vector<const Entry*> files;
  for (const auto& entry : entries) {
    if (entry.kind != EntryKind::file) continue;
    tasks.push_back({entry.path, entry.size});
    files.push_back(&entry);
    landing_->drop_from_memory(entry);
  }
  std::optional<Error> lied;
  HashOptions how;
  how.stop = options_.stop;
  RUNSEAL_CHECK(hash_files(landing_->tree(), tasks, how, [&](std::size_t task, const Result<Hashed>& hashed) {
    if (hashed && hashed->sha256 == files[task]->sha256) return;
    if (!lied)
      lied = Error{ErrorCode::corrupt, "the disk gives back other bytes than were written to it",
                   base::printable(files[task]->path, 200), "do not trust this disk: replace it, then send again"};
  }));
  if (lied) return fail(*lied);
  return {};
}

Result<SealFiles> Session::countersigned(const CheckedSeal& seal) const {
  model::Receipt receipt;
  receipt.seal_sha256 = seal.sha256;
  receipt.run = seal.seal.run;
  receipt.sender = base::ssh_public_key(sender_);
  receipt.receiver = base::ssh_public_key(key_.public_key());
  receipt.host = host_name();
  receipt.version = RUNSEAL_VERSION;
  receipt.received_from = base::format_instant(began_);
  receipt.received_to = base::format_instant(base::system_clock().now());
  receipt.files = seal.seal.files;
  receipt.bytes = seal.seal.bytes;
  receipt.connections = joined_;
  receipt.wrong_files = wrong_files_;
  receipt.read_back = options_.read_back;
  auto files = seal_;
  RUNSEAL_TRY(files.receipt, base::canonical_json(receipt));
  files.receipt_signature = base::sshsig_sign(key_, sshsig_namespace, base::as_bytes(files.receipt));
  return files;
}

Result<Done> Session::compare_with_existing() {
  const auto folder = options_.into / open_.name;
  RUNSEAL_TRY(const auto files, read_seal(base::real_files(), folder / seal_folder));
  RUNSEAL_TRY(const auto existing, check_seal(files));
  RUNSEAL_TRY(const auto offered, check_seal(seal_));
  if (offered.signer != sender_) return fail(ErrorCode::denied, "the seal is not signed by its sender");
  if (existing.seal.manifest_sha256 != offered.seal.manifest_sha256)
    return fail(ErrorCode::exists, "a run of that name with other content is there already",
                base::printable(open_.name, 200), "send it under another name; nothing was overwritten");
  RUNSEAL_TRY(const auto fd, base::open_folder(folder));
  HashOptions how;
  how.stop = options_.stop;
  RUNSEAL_TRY(const auto verification, verify_run(fd.get(), existing, {}, how));
  if (!verification.holds() || !verification.complete())
    return fail(ErrorCode::corrupt, "the run of that name that is there no longer holds against its seal",
                base::printable(open_.name, 200), "look at it with `runseal verify` on the receiver");
  return Done{files.receipt, files.receipt_signature, true};
}

Result<> Session::complete() {
  Done done;
  ReceivedRun run{open_.name, peer_, {}, {}, {}, false};
  if (!landing_) {
    RUNSEAL_TRY(done, compare_with_existing());
    run.was_there = true;
  }
  RUNSEAL_TRY(const auto seal, check_seal(seal_));
  run.seal = seal.seal;
  run.seal_sha256 = seal.sha256;
  if (landing_) {
    if (seal.signer != sender_) return fail(ErrorCode::denied, "the seal is not signed by its sender");
    RUNSEAL_TRY(const auto entries, received_entries());
    RUNSEAL_CHECK(same_as_sealed(entries, seal.entries));
    if (options_.read_back) RUNSEAL_CHECK(read_back(entries));
    RUNSEAL_TRY(run.files, countersigned(seal));
    RUNSEAL_CHECK(landing_->finish(entries, run.files));
    done = {run.files.receipt, run.files.receipt_signature, false};
  }
  if (options_.record) RUNSEAL_CHECK(options_.record(run));
  {
    const std::lock_guard lock(mutex_);
    finished_ = std::move(done);
  }
  changed_.notify_all();
  return {};
}

void Session::report(Channel& channel) {
  const Joined joined(*this, channel);
  std::unique_lock lock(mutex_);
  ++reports_;
  report_until_ended(channel, lock);
  --reports_;
  changed_.notify_all();
}

void Session::report_until_ended(Channel& channel, std::unique_lock<std::mutex>& lock) {
  for (;;) {
    changed_.wait_for(lock, pulse, [&] {
      return finished_ || broken_ || closing_ || !to_confirm_.empty() || !to_ask_again_.empty();
    });
    const auto confirm = std::exchange(to_confirm_, {});
    const auto again = std::exchange(to_ask_again_, {});
    const auto broken = broken_;
    const auto finished = finished_;
    if (closing_ && !broken && !finished) return;
    lock.unlock();
    Result<> sent;
    std::vector<Confirmed> ranges;
    const auto send_ranges = [&] {
      if (sent && !ranges.empty()) sent = channel.send(FrameType::confirm, encode(ranges));
      ranges.clear();
    };
    for (const auto index : confirm) {
      if (!ranges.empty() && ranges.back().first + ranges.back().count == index) {
        ++ranges.back().count;
        continue;
      }
      if (ranges.size() == confirmed_per_frame) send_ranges();
      ranges.push_back({index, 1});
    }
    send_ranges();
    for (const auto index : again)
      if (sent) sent = channel.send(FrameType::again, encode(index));
    if (sent && broken) sent = channel.say(FrameType::refused, encode(refusal(*broken)));
    if (sent && finished) sent = channel.say(FrameType::done, encode(*finished));
    if (sent && !broken && !finished) sent = channel.say(FrameType::alive);
    if (broken || finished) channel.tls().finish();
    lock.lock();
    if (!sent && !broken_ && !finished_) broken_ = sent.error();
    if (broken_ || finished) {
      said_ = said_ || broken || finished;
      for (auto* other : channels_)
        if (other != &channel) other->cut();
      return;
    }
  }
}

Result<> Session::commit_some(std::unique_lock<std::mutex>& lock) {
  auto indices = std::exchange(to_commit_, {});
  std::vector<const Entry*> entries;
  entries.reserve(indices.size());
  for (const auto index : indices) entries.push_back(&arrivals_[index].entry);
  lock.unlock();
  auto committed = landing_->commit(entries);
  lock.lock();
  RUNSEAL_CHECK(std::move(committed));
  std::sort(indices.begin(), indices.end());
  for (const auto index : indices) arrivals_[index].state = Arrival::State::confirmed;
  to_confirm_.insert(to_confirm_.end(), indices.begin(), indices.end());
  return {};
}

// Verified files wait for company: one syncfs makes many durable. When nothing else is on its way they need not.
void Session::commit_loop() {
  std::unique_lock lock(mutex_);
  while (!closing_ && !broken_ && !finished_) {
    changed_.wait(lock, [&] { return closing_ || broken_ || finished_ || !to_commit_.empty(); });
    changed_.wait_for(lock, pulse, [&] { return closing_ || broken_ || finished_ || unverified_ == 0; });
    if (closing_ || broken_ || to_commit_.empty()) continue;
    const auto committed = commit_some(lock);
    if (!committed && !broken_) broken_ = committed.error();
    changed_.notify_all();
  }
}

Result<Arrival*> Session::arrival(std::uint32_t index) {
  const std::lock_guard lock(mutex_);
  if (!landing_ || index >= arrivals_.size() || arrivals_[index].entry.kind != EntryKind::file ||
      arrivals_[index].state != Arrival::State::waiting)
    return fail(ErrorCode::invalid, "the sender sent bytes of a file that it was not to send");
  return &arrivals_[index];
}

void Session::verified(Arrival& arrival, std::uint32_t index) {
  bool last = false;
  {
    const std::lock_guard lock(mutex_);
    arrival.state = Arrival::State::verified;
    to_commit_.push_back(index);
    last = --unverified_ == 0 || to_commit_.size() == 1;
  }
  if (last) changed_.notify_all();
}

Result<> Session::wrong(Arrival& arrival, std::uint32_t index) {
  constexpr int patience = 3;
  {
    const std::lock_guard lock(mutex_);
    ++wrong_files_;
    if (++arrival.wrong > patience)
      return fail(ErrorCode::corrupt, "a file arrived with another hash than the sender's, four times",
                  base::printable(arrival.entry.path, 200), "the memory of one of the two machines may be faulty");
    to_ask_again_.push_back(index);
  }
  changed_.notify_all();
  return {};
}

}  // namespace runseal::transfer
