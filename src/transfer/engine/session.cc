#include "transfer/engine/session.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/one_line.h"
#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds pulse{1'000};
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
      began_(base::system_clock().now()),
      live_(std::make_shared<LiveRun>(Direction::received, base::printable(open_.name, 300), peer_.name,
                                      options.into.string())) {
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
  return broken_ ? base::one_line(*broken_) : std::string();
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

void Session::count_live(const Entry& entry, const Landed& landed) {
  auto& numbers = live_->numbers;
  ++numbers.files_total;
  numbers.bytes_total += entry.size;
  numbers.bytes_done += landed.confirmed ? entry.size : landed.bytes;
  if (landed.confirmed) ++numbers.files_done;
}

Result<> Session::take_entries(ByteView body) {
  RUNSEAL_TRY(auto entries, decode_entries(body));
  for (auto& entry : entries) {
    const std::lock_guard lock(mutex_);
    if (arrivals_.size() >= max_session_entries) return fail(ErrorCode::limit, "a run of more than 4,000,000 entries");
    Landed landed;
    if (landing_) {
      RUNSEAL_TRY(landed, landing_->add(entry));
    }
    if (landed.bytes > 0 && !landed.confirmed)
      partial_.emplace_back(static_cast<std::uint32_t>(arrivals_.size()), landed.bytes);
    const bool is_file = entry.kind == EntryKind::file;
    const bool settled = !is_file || landed.confirmed;
    if (landed.confirmed) entry.sha256 = landed.sha256;
    if (is_file) bytes_ += entry.size;
    if (entry.size > max_session_bytes || bytes_ > max_session_bytes || (open_.bytes > 0 && bytes_ > open_.bytes))
      return fail(ErrorCode::limit, "the sender names more bytes than it promised", open_.name);
    if (is_file && !settled) ++unverified_;
    if (is_file) count_live(entry, landed);
    arrivals_.push_back({with_names_in(arrivals_.memory(), std::move(entry)),
                         settled ? Arrival::State::confirmed : Arrival::State::waiting, 0});
  }
  return {};
}

// Of the files that were named since it was told last; only then does the sender send them.
Result<> Session::tell_what_is_there(Channel& channel) {
  auto partial = partial_.begin();
  std::vector<Have> have;
  const auto add = [&](std::uint32_t index) {
    const std::lock_guard lock(mutex_);
    const auto& arrival = arrivals_[index];
    if (partial != partial_.end() && partial->first == index)
      have.push_back({index, (partial++)->second, false, {}});
    else if (arrival.entry.kind == EntryKind::file && arrival.state == Arrival::State::confirmed)
      have.push_back({index, arrival.entry.size, true, arrival.entry.sha256});
  };
  const auto say = [&]() -> Result<> {
    if (have.empty()) return {};
    RUNSEAL_CHECK(channel.send(FrameType::have, encode(have)));
    have.clear();
    return {};
  };
  for (; told_ < arrivals_.size(); ++told_) {  // only this thread adds
    add(told_);
    if (have.size() == have_per_frame) RUNSEAL_CHECK(say());
  }
  partial_ = {};
  RUNSEAL_CHECK(say());
  return channel.say(FrameType::ready);
}

Result<> Session::take_part(ByteView body) {
  RUNSEAL_TRY(auto part, decode_part(body));
  seal_bytes_ += part.bytes.size();
  if (seal_bytes_ > max_seal_bytes) return fail(ErrorCode::limit, "a seal of more than 1 GiB");
  switch (part.which) {
    case SealPart::manifest: return seal_.manifest.append(part.bytes);
    case SealPart::tree: return seal_.tree.append(part.bytes);
    case SealPart::seal: seal_.seal += part.bytes; break;
    case SealPart::signature: seal_.signature += part.bytes; break;
  }
  return {};
}

Result<> Session::control(Channel& channel) {
  const Joined joined(*this, channel);
  auto alive = SteadyClock::now();
  for (;;) {
    const auto frame = channel.receive();
    if (!frame) return fail(connection_lost(frame.error()));
    switch (frame->type) {
      case FrameType::alive: break;
      case FrameType::entries:
        RUNSEAL_CHECK(take_entries(frame->body));
        if (SteadyClock::now() - alive < pulse) break;
        RUNSEAL_CHECK(channel.say(FrameType::alive));  // a slow disk takes long for many names
        alive = SteadyClock::now();
        break;
      case FrameType::listed: RUNSEAL_CHECK(tell_what_is_there(channel)); break;
      case FrameType::part: RUNSEAL_CHECK(take_part(frame->body)); break;
      case FrameType::finish: return complete();
      default: return out_of_place();
    }
  }
}

Result<Arrival*> Session::arrival(std::uint32_t index) {
  const std::lock_guard lock(mutex_);
  if (!landing_ || index >= arrivals_.size() || arrivals_[index].entry.kind != EntryKind::file ||
      arrivals_[index].state != Arrival::State::waiting)
    return fail(ErrorCode::invalid, "the sender sent bytes of a file that it was not to send");
  arrivals_[index].state = Arrival::State::arriving;  // on one connection: no other may write what this one verified
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
    ++live_->numbers.wrong;
    live_->numbers.bytes_done -= arrival.entry.size;
    arrival.state = Arrival::State::waiting;
    if (++arrival.wrong > patience)
      return fail(ErrorCode::corrupt, "a file arrived with another hash than the sender's, four times",
                  base::printable(arrival.entry.path, 200), "the memory of one of the two machines may be faulty");
    to_ask_again_.push_back(index);
  }
  changed_.notify_all();
  return {};
}

}  // namespace runseal::transfer
