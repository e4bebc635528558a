#include "app/serving.h"

#include <sys/resource.h>
#include <unistd.h>

#include <iostream>
#include <thread>

#include <fmt/format.h>

#include "app/all_jobs.h"
#include "app/console_certificate.h"
#include "app/evidence_watch.h"
#include "app/notify.h"
#include "app/service_log.h"
#include "base/large_blocks.h"
#include "base/text.h"
#include "console/memory.h"
#include "console/server.h"
#include "console/statistics.h"
#include "service/doorkeeper.h"
#include "service/first_link.h"
#include "service/mailer.h"
#include "service/pairing.h"
#include "service/receiving.h"
#include "service/schedules.h"
#include "service/uploads.h"

namespace runseal::app {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto between_looks = std::chrono::milliseconds(250);
constexpr auto between_certificates = std::chrono::hours(1);
constexpr auto ends_soon = std::chrono::days(21);

// Each visitor takes a descriptor: as many as the system allows.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 65536));
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

class Serving {
 public:
  Serving(const Context& context, const ServeOptions& command, base::Config config, base::HostPort listen)
      : context_(context),
        command_(command),
        config_(std::move(config)),
        listen_(std::move(listen)),
        directory_(context.data_folder()),
        door_(directory_, &hub_),
        jobs_(directory_, hub_, all_jobs(board_)),
        mailer_(directory_, &hub_, service::hand_over, {.received_into = command_.receive}) {}

  Result<int> run() {
    RUNSEAL_CHECK(directory_.prepare());
    RUNSEAL_CHECK(base::tcp_listen(listen_));  // else a certificate is made for a place that cannot be had
    RUNSEAL_TRY(certificate_, console_certificate(directory_.folder(), config_, listen_));
    console::Server server(console_, console::all_routes(), embedded::web(), settings());
    RUNSEAL_CHECK(service::clear_uploads(directory_));
    RUNSEAL_CHECK(watch_.look());  // from here on whatever is recorded is told to pages
    prepare_lists();
    RUNSEAL_CHECK(server.start());
    RUNSEAL_CHECK(receive());
    RUNSEAL_CHECK(jobs_.start());
    scheduler_.start();
    mailer_.start();
    RUNSEAL_CHECK(announce(server.port()));
    notify_systemd("READY=1");
    attend(server);
    notify_systemd("STOPPING=1");
    log_.info("stopping", Json::object());
    scheduler_.stop();
    mailer_.stop();
    server.stop();
    if (receiving_) receiving_->stop();
    jobs_.stop();
    return holds;
  }

 private:
  console::ServerSettings settings() {
    console::ServerSettings settings;
    settings.listen = listen_;
    settings.tls12 = config_.console_tls12;
    settings.certificate = certificate_;
    settings.own_certificate = !config_.console_certificate.empty();
    settings.limits.connections = static_cast<std::size_t>(config_.console_connections);
    settings.limits.connections_per_address = static_cast<std::size_t>(config_.console_connections_per_address);
    settings.uploads = console::all_uploads();
    settings.visited = [this](const console::Visit& visit) {
      log_.info("request", {{"method", visit.method},
                            {"path", visit.path},
                            {"peer", visit.peer},
                            {"account", visit.account},
                            {"status", visit.status},
                            {"bytes", visit.bytes},
                            {"ms", static_cast<double>(visit.took.count()) / 1000.0}});
    };
    settings.complained = [this](const std::string& what) { log_.warning("fault", Json::object(), what); };
    return settings;
  }

  // Comparing a large inventory with every notice takes seconds: nobody who asks shall wait for it.
  void prepare_lists() {
    const auto prepared = directory_.read<void>(
        [this](service::Workspace& workspace) { return console_.memory->standings.prepare(workspace); });
    if (!prepared) log_.warning("not readable", Json::object(), prepared.error().describe());
  }

  Result<> receive() {
    if (command_.receive.empty()) return {};
    service::ReceiveRequest request;
    request.into = command_.receive;
    RUNSEAL_TRY(request.listen, base::parse_host_port(command_.receive_listen, transfer::default_port));
    request.read_back = command_.read_back;
    request.say = [this](const std::string& line, bool bad) {
      const auto shown = base::printable(line, 600);
      if (bad)
        log_.warning("receiver", {{"line", shown}}, shown);
      else
        log_.info("receiver", {{"line", shown}}, shown);
    };
    RUNSEAL_TRY(receiving_, service::Receiving::start(directory_, board_, request));
    const auto fingerprint = service::fingerprint(receiving_->key());
    log_.info(
        "receiving", {{"into", command_.receive}, {"port", receiving_->port()}, {"key", fingerprint}},
        fmt::format("receives runs into {} on port {}, key {}", command_.receive, receiving_->port(), fingerprint));
    return {};
  }

  Result<> announce(std::uint16_t port) {
    const auto address = console_address(listen_, port);
    if (!certificate_.made_because.empty())
      log_.warning("certificate made", {{"fingerprint", certificate_.fingerprint}},
                   "a new certificate was made (" + certificate_.made_because + ")");
    log_.info("listening",
              {{"address", address},
               {"data", directory_.folder().string()},
               {"fingerprint", certificate_.fingerprint},
               {"certificate_until", base::format_instant(certificate_.not_after)}},
              fmt::format("runseal serves {} at {}", directory_.folder().string(), address));
    log_.info("certificate", {{"fingerprint", certificate_.fingerprint}},
              "certificate (SHA-256): " + certificate_.fingerprint);
    RUNSEAL_TRY(auto workspace, context_.open(service::Access::write));
    RUNSEAL_TRY(const auto administered, service::has_administrator(workspace.database()));
    // a link is a secret: it is shown to a person, and never written into a log
    if (!command_.link && ::isatty(STDOUT_FILENO) == 0) {
      if (!administered)
        log_.warning("nobody can sign in", Json::object(), "nobody can sign in yet: run `runseal init` beside this");
      return {};
    }
    RUNSEAL_TRY(const auto first, service::first_link(workspace, command_.link));
    if (!first) return {};
    const auto url = address + "#link=" + first->link.secret;
    if (context_.json)
      std::cout << Json{{"account", first->account}, {"link", url}, {"expires", first->link.expires}}.dump()
                << std::endl;
    else
      std::cout << fmt::format("sign in as {}, once, before {}:\n{}", first->account, first->link.expires, url)
                << std::endl;
    return {};
  }

  void attend(console::Server& server) {
    const auto interval = watchdog_interval();
    auto next_sign = SteadyClock::now();
    auto next_certificate = SteadyClock::now() + between_certificates;
    while (!interrupted()) {
      std::this_thread::sleep_for(between_looks);
      if (const auto looked = watch_.look(); !looked)
        log_.warning("not readable", Json::object(), looked.error().describe());
      const auto now = SteadyClock::now();
      if (interval && now >= next_sign && server.alive()) {
        notify_systemd("WATCHDOG=1");
        next_sign = now + *interval;
      }
      if (now < next_certificate) continue;
      next_certificate = now + between_certificates;
      renew(server);
    }
  }

  // Made anew before it ends, or replaced by the site: who comes from now on sees the new one.
  void renew(console::Server& server) {
    auto newest = console_certificate(directory_.folder(), config_, listen_);
    if (!newest) return log_.warning("certificate", Json::object(), newest.error().describe());
    if (newest->not_after < base::system_clock().now() + ends_soon)
      log_.warning("certificate ends", {{"until", base::format_instant(newest->not_after)}},
                   "the certificate ends soon");
    if (newest->fingerprint == certificate_.fingerprint) return;
    if (const auto used = server.use_certificate(*newest); !used)
      return log_.warning("certificate", Json::object(), used.error().describe());
    certificate_ = *std::move(newest);
    log_.warning("certificate changed", {{"fingerprint", certificate_.fingerprint}},
                 "a new certificate is shown (SHA-256): " + certificate_.fingerprint);
  }

  const Context& context_;
  const ServeOptions& command_;
  base::Config config_;
  base::HostPort listen_;
  base::ServerCertificate certificate_;
  ServiceLog log_{::isatty(STDERR_FILENO) != 0};
  service::Directory directory_;
  service::Hub hub_;
  EvidenceWatch watch_{directory_, hub_};
  service::Doorkeeper door_;
  service::TransferBoard board_{hub_};
  service::Jobs jobs_;
  service::Scheduler scheduler_{directory_, jobs_, hub_};
  service::Mailer mailer_;
  std::unique_ptr<service::Receiving> receiving_;
  console::Statistics statistics_;
  console::Console console_{directory_, hub_, jobs_, door_, &statistics_, &board_};
};

}  // namespace

Result<int> serve_console(const Context& context, const ServeOptions& command) {
  RUNSEAL_TRY(auto config, base::load_config(base::real_files(), context.data_folder() / "runseal.toml"));
  RUNSEAL_TRY(const auto listen, base::parse_host_port(command.listen.empty() ? config.console_listen : command.listen,
                                                       default_console_port));
  raise_descriptor_limit();
  base::give_large_blocks_back();
  watch_for_interrupts();
  Serving serving(context, command, std::move(config), listen);
  return serving.run();
}

}  // namespace runseal::app
