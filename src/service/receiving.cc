#include "service/receiving.h"

#include "base/one_line.h"

namespace runseal::service {

Result<std::unique_ptr<Receiving>> Receiving::start(Directory& directory, TransferBoard& board,
                                                    ReceiveRequest request) {
  std::unique_ptr<Receiving> receiving(new Receiving);
  std::error_code error;
  request.into = std::filesystem::canonical(request.into, error);
  if (error) return fail(base::system_error("cannot receive into the folder", request.into, error.value()));
  auto told = std::make_shared<std::promise<Result<>>>();
  auto begun = told->get_future();
  request.stop = &receiving->stop_;
  request.live = &board.runs();
  request.started = [&receiving = *receiving, told](std::uint16_t port, const base::PublicKey& key) {
    receiving.port_ = port;
    receiving.key_ = key;
    told->set_value({});
  };
  receiving->thread_ = std::thread([&directory, told, request, &receiving = *receiving] {
    // the sender that is paired is who acts: the run's own events name it
    const auto ended = receive_runs(directory.writer({"receiver", "service", {}}), directory.reader(), request);
    if (!receiving.key_)
      told->set_value(ended);  // it never listened
    else if (!ended && request.say)
      request.say(base::one_line(ended.error()), true);
  });
  const auto outcome = begun.get();
  if (!outcome) return fail(outcome.error());
  return receiving;
}

void Receiving::stop() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace runseal::service
