#include "support/gateway.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/tcp.h"
#include "base/text.h"

namespace runseal::test {
namespace {

using std::chrono::milliseconds;

void let_wait(const base::Fd& socket) {
  const timeval longest{.tv_sec = 20, .tv_usec = 0};
  (void)::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) & ~O_NONBLOCK);
  (void)::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
}

std::string receive(const base::Fd& socket) {
  std::string block(1U << 16U, '\0');
  const auto got = ::recv(socket.get(), block.data(), block.size(), 0);
  block.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return block;
}

void send_all(const base::Fd& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::size_t promised(const std::string& head) {
  const auto folded = base::fold_case(head);
  const auto at = folded.find("\r\ncontent-length:");
  return at == std::string::npos ? 0 : std::stoull(folded.substr(at + 17));
}

// Head and body; empty: the client went away.
std::string whole_request(const base::Fd& client, std::size_t& head) {
  std::string request;
  for (std::size_t size = 0; size == 0 || request.size() < size;) {
    const auto more = receive(client);
    if (more.empty()) return {};
    request += more;
    const auto end = request.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    head = end + 4;
    size = head + promised(request.substr(0, head));
  }
  return request;
}

}  // namespace

Gateway::Gateway(std::uint16_t target, std::vector<Stumble> stumbles)
    : target_(target), stumbles_(std::move(stumbles)), listener_(*base::tcp_listen({"127.0.0.1", 0})) {
  port_ = base::tcp_port(listener_);
  acceptor_ = std::thread([this] { accept(); });
}

Gateway::~Gateway() {
  stop_ = true;
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
}

void Gateway::accept() {
  while (!stop_) {
    std::string from;
    auto client = base::tcp_accept(listener_, milliseconds(50), from);
    if (!client || !*client) continue;
    threads_.emplace_back([this, socket = std::make_shared<base::Fd>(*std::move(client))] { serve(*socket); });
  }
}

void Gateway::serve(const base::Fd& client) {
  let_wait(client);
  std::size_t head = 0;
  auto request = whole_request(client, head);
  if (request.empty()) return;
  std::optional<Stumble> stumble;
  {
    const std::lock_guard lock(mutex_);
    const auto in_head = [&](const std::string& word) { return request.find(word) < head; };
    const auto due = std::find_if(stumbles_.begin(), stumbles_.end(), [&](const Stumble& one) {
      return one.times > 0 && std::all_of(one.over.begin(), one.over.end(), in_head);
    });
    if (due != stumbles_.end()) {
      --due->times;
      ++stumbled_;
      stumble = *due;
    }
  }
  request.insert(head - 2, "Connection: close\r\n");
  if (!stumble) return send_all(client, ask_server(request));
  if (stumble->done_all_the_same) (void)ask_server(request);
  if (stumble->silent) (void)receive(client);
  send_all(client, stumble->answer);
}

std::string Gateway::ask_server(const std::string& request) const {
  const auto server = base::tcp_connect({"127.0.0.1", target_}, milliseconds(5'000));
  if (!server) return {};
  let_wait(*server);
  send_all(*server, request);
  std::string answer;
  for (auto more = receive(*server); !more.empty(); more = receive(*server)) answer += more;
  return answer;
}

}  // namespace runseal::test
