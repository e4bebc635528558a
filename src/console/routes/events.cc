// What happens, as it happens: one stream of server-sent events for each page (HTML standard, 9.2).
#include "console/routes/events.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "service/directory.h"
#include "service/hub.h"
#include "service/sessions.h"
#include "store/console_records.h"

namespace runseal::console {
namespace {

using service::Caller;
using Steady = std::chrono::steady_clock;

constexpr auto between_signs_of_life = std::chrono::seconds(15);
constexpr auto between_looks_at_the_caller = std::chrono::seconds(30);
constexpr std::size_t enough_at_once = 256U << 10U;

// Signed out or revoked meanwhile: nothing more is told.
bool still_signed_in(service::Directory& directory, const Caller& caller) {
  if (caller.session.empty() && caller.token.empty()) return true;
  const auto now = base::format_instant(directory.now());
  const auto known = directory.read<bool>([&](service::Workspace& workspace) -> Result<bool> {
    auto& database = workspace.database();
    if (!caller.session.empty()) {
      RUNSEAL_TRY(const auto sessions, store::sessions_of(database, caller.account));
      return std::ranges::any_of(sessions, [&](const auto& one) {
        return one.id == caller.session && service::is_open(one, directory.now());
      });
    }
    RUNSEAL_TRY(const auto tokens, store::tokens_of(database, caller.account));
    return std::ranges::any_of(
        tokens, [&](const auto& one) { return one.id == caller.token && (one.expires.empty() || one.expires > now); });
  });
  return known.value_or(true);  // records that cannot be read now say nothing of the caller
}

class Events final : public Stream {
 public:
  Events(service::Directory& directory, service::Hub& hub, Caller caller, const Json& hello)
      : directory_(directory),
        caller_(std::move(caller)),
        listener_(hub.listen()),
        waiting_(line("hello", hello.dump())) {}

  ~Events() override { listener_->on_event({}); }

  std::string next(std::function<void()> wake) override {
    listener_->on_event(std::move(wake));
    auto text = std::exchange(waiting_, {});
    while (text.size() < enough_at_once) {
      const auto event = listener_->next();
      if (!event) break;
      text += line(event->name, *event->data);
    }
    const auto now = Steady::now();
    if (now - looked_ >= between_looks_at_the_caller) {
      looked_ = now;
      ended_ = !still_signed_in(directory_, caller_);
    }
    if (ended_) return {};
    if (text.empty() && now - said_ >= between_signs_of_life) text = ": still here\n\n";
    if (!text.empty()) said_ = now;
    return text;
  }

  [[nodiscard]] bool ended() const override { return ended_; }

 private:
  static std::string line(const std::string& name, const std::string& json) {
    return "event: " + name + "\ndata: " + json + "\n\n";
  }

  service::Directory& directory_;
  const Caller caller_;
  const std::shared_ptr<service::Listener> listener_;
  std::string waiting_;
  Steady::time_point said_ = Steady::now();
  Steady::time_point looked_ = Steady::now();
  bool ended_ = false;
};

Result<Answer> events(Console& console, const Request&, const Caller& caller) {
  RUNSEAL_TRY(const auto size,
              console.directory.read<std::uint64_t>([](service::Workspace& workspace) -> Result<std::uint64_t> {
                RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());
                return checkpoint.size;
              }));
  Answer answer;
  answer.type = "text/event-stream";
  answer.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy before the console must not keep it back
  answer.stream = std::make_shared<Events>(console.directory, console.hub, caller, Json{{"evidence", size}});
  return answer;
}

}  // namespace

std::vector<Route> events_routes() { return {{Method::get, "/api/v1/events", service::Permission::view, events}}; }

}  // namespace runseal::console
