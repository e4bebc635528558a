// runseal config: every key of runseal.toml
#include "base/config.h"
#include "app/context.h"

namespace runseal::app {

void add_config_command(CLI::App& program, Context& context) {
  add_command(program, context, "config", "every key of runseal.toml, its default and its meaning",
              [&context]() -> Result<int> {
                // also says when the file that is there cannot be used
                RUNSEAL_CHECK(base::load_config(base::real_files(), context.data_folder() / "runseal.toml"));
                Json documents = Json::array();
                std::vector<std::vector<std::string>> rows;
                for (const auto& key : base::config_keys()) {
                  documents.push_back({{"key", key.name}, {"default", key.fallback}, {"meaning", key.meaning}});
                  rows.push_back({key.name, key.fallback, key.meaning});
                }
                if (context.json) {
                  context.print(documents);
                } else {
                  context.screen.line("In " + (context.data_folder() / "runseal.toml").string() + ":");
                  context.screen.table(rows);
                }
                return holds;
              });
}

}  // namespace runseal::app
