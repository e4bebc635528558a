#include "transfer/engine/receiver.h"

#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/one_line.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "transfer/engine/session.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t max_connections = 128;
constexpr std::size_t max_session_connections = 34;
constexpr milliseconds look_around{200};   // how soon `stop` is noticed
constexpr milliseconds takeover{20'000};   // how long an older session of the same run may take to end
constexpr milliseconds last_words{5'000};  // how long a sender that is still talking has to hear why it was refused

}  // namespace

struct Receiver::State {
  ReceiveOptions options;
  base::PrivateKey key;
  base::TlsIdentity identity;
  base::Fd listener;

  std::mutex mutex;
  std::condition_variable changed;
  std::map<Token, std::shared_ptr<Session>> sessions;
  std::size_t connections = 0;
  std::atomic<bool> finished_one = false;

  State(ReceiveOptions o, const base::PrivateKey& k) : options(std::move(o)), key(k), identity(k, wire_protocol) {}

  void say(const std::string& line, bool bad = false) const {
    if (options.say) options.say(line, bad);
  }
  [[nodiscard]] bool stopping() const {
    return (options.stop != nullptr && *options.stop) || (options.once && finished_one);
  }

  void take(base::Fd socket, const std::string& from);
  [[nodiscard]] Result<> converse(Channel& channel, const std::string& from);
  [[nodiscard]] Result<> new_session(Channel& channel, const Peer& peer, ByteView body);
  [[nodiscard]] Result<> join_session(Channel& channel, ByteView body);
  void replace_older(const Session& by);
  void run_session(Channel& channel, const std::shared_ptr<Session>& session, const Peer& peer);
};

// A session of the same sender for the same run: its connections are dead, or it will find them cut.
void Receiver::State::replace_older(const Session& by) {
  std::unique_lock lock(mutex);
  const auto older = [&] {
    return std::find_if(sessions.begin(), sessions.end(), [&](const auto& at) {
      return at.second->sender() == by.sender() && at.second->name() == by.name();
    });
  };
  if (const auto found = older(); found != sessions.end())
    found->second->abandon({ErrorCode::conflict, "the sender connected anew for the same run", {}, {}});
  changed.wait_for(lock, takeover, [&] { return older() == sessions.end(); });
}

void Receiver::State::run_session(Channel& channel, const std::shared_ptr<Session>& session, const Peer& peer) {
  const auto ended = session->control(channel);
  if (!ended) session->fail_with(ended.error());
  const bool said = session->wait_until_said();
  if (!ended && !said) (void)channel.say(FrameType::refused, encode(refusal(ended.error())));
  if (session->done()) {
    say(fmt::format("received: {} from {}", base::printable(session->name(), 200), peer.name));
    finished_one = true;
  } else {
    say(fmt::format("not finished: {} from {}: {}", base::printable(session->name(), 200), peer.name, session->why()),
        true);
  }
}

Result<> Receiver::State::new_session(Channel& channel, const Peer& peer, ByteView body) {
  RUNSEAL_TRY(const auto open, decode_open(body));
  const auto session = std::make_shared<Session>(options, key, peer, channel.peer(), open);
  replace_older(*session);
  RUNSEAL_TRY(const auto opened, session->begin());
  {
    const std::lock_guard lock(mutex);
    sessions.emplace(session->token(), session);
  }
  say(fmt::format("arriving: {} from {}{}", base::printable(open.name, 200), peer.name,
                  opened == OpenState::resumes  ? " (goes on)"
                  : opened == OpenState::exists ? " (is there already)"
                                                : ""));
  const OnItsWay seen(options.live, session->live());
  const auto said = channel.say(FrameType::opened, encode(Opened{session->token(), opened}));
  if (said) run_session(channel, session, peer);
  {
    const std::lock_guard lock(mutex);
    sessions.erase(session->token());
  }
  changed.notify_all();
  return said;
}

Result<> Receiver::State::join_session(Channel& channel, ByteView body) {
  RUNSEAL_TRY(const auto join, decode_join(body));
  std::shared_ptr<Session> session;
  {
    const std::lock_guard lock(mutex);
    const auto found = sessions.find(join.token);
    if (found != sessions.end() && found->second->sender() == channel.peer()) session = found->second;
  }
  if (!session) return fail(ErrorCode::unavailable, "there is no such session, or no longer");
  if (session->connections() >= max_session_connections) return fail(ErrorCode::limit, "too many connections");
  if (join.purpose == Purpose::report) {
    session->report(channel);
    return {};
  }
  const auto ended = session->data(channel);
  if (!ended && !session->ended()) session->fail_with(ended.error());
  return {};
}

Result<> Receiver::State::converse(Channel& channel, const std::string& from) {
  auto peer = options.who(channel.peer());
  if (!peer) {
    say(fmt::format("refused: {} with the key {}: {}", from, base::ssh_public_key(channel.peer()), peer.error().what),
        true);
    return fail(ErrorCode::denied, "this receiver does not know you", {}, "pair the two with `runseal node pair`");
  }
  RUNSEAL_CHECK(channel.say(FrameType::greeting, encode(Greeting{wire_version, RUNSEAL_VERSION})));
  RUNSEAL_TRY(const auto frame, channel.receive());
  channel.tls().stall_limit(options.stall);
  if (frame.type == FrameType::open) return new_session(channel, *peer, frame.body);
  if (frame.type == FrameType::join) return join_session(channel, frame.body);
  return fail(ErrorCode::invalid, "a conversation begins with open or join");
}

void Receiver::State::take(base::Fd socket, const std::string& from) {
  auto tls = base::TlsConnection::accept(std::move(socket), identity, options.handshake);
  if (!tls) return;  // a port scan, a cut: nothing was said
  tls->stall_limit(options.handshake);
  Channel channel(*std::move(tls));
  const auto ended = converse(channel, from);
  if (!ended) (void)channel.say(FrameType::refused, encode(refusal(ended.error())));
  channel.tls().finish();
  channel.tls().hear_out(last_words);
}

Receiver::Receiver(std::unique_ptr<State> state) : state_(std::move(state)) {}
Receiver::Receiver(Receiver&&) noexcept = default;
Receiver::~Receiver() = default;

Result<Receiver> Receiver::open(ReceiveOptions options, const base::PrivateKey& key, const base::HostPort& listen) {
  struct stat there{};
  if (::stat(options.into.c_str(), &there) != 0 || !S_ISDIR(there.st_mode))
    return fail(ErrorCode::not_found, "there is no such folder to receive into", options.into.string(),
                "make it first");
  auto state = std::make_unique<State>(std::move(options), key);
  RUNSEAL_TRY(state->listener, base::tcp_listen(listen));
  return Receiver(std::move(state));
}

std::uint16_t Receiver::port() const { return base::tcp_port(state_->listener); }

Result<> Receiver::serve() {
  auto& state = *state_;
  while (!state.stopping()) {
    std::string from;
    auto socket = base::tcp_accept(state.listener, look_around, from);
    if (!socket) {
      state.say(base::one_line(socket.error()), true);
      std::this_thread::sleep_for(look_around);
      continue;
    }
    if (!*socket) continue;
    std::unique_lock lock(state.mutex);
    if (state.connections >= max_connections) continue;  // closed by its destructor
    ++state.connections;
    lock.unlock();
    std::thread([&state, from, socket = std::make_shared<base::Fd>(*std::move(socket))] {
      state.take(std::move(*socket), from);
      const std::lock_guard ended(state.mutex);
      --state.connections;
      state.changed.notify_all();
    }).detach();
  }
  std::unique_lock lock(state.mutex);
  for (const auto& [token, session] : state.sessions)
    session->abandon(
        {ErrorCode::unavailable, "the receiver was stopped", {}, "start it again: the run goes on where it stopped"});
  state.changed.wait(lock, [&] { return state.connections == 0; });
  return {};
}

}  // namespace runseal::transfer
