// sinks.toml in the data directory: the servers that the service sends runs to, and how it logs in there. Whoever asks
// over the API names one of them, and never what it is reached with.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "transfer/sinks/sink.h"

namespace runseal::service {

struct DeclaredSink {
  std::string url;  // without a slash at its end
  transfer::SinkSettings settings;
};

// In the file's order; none where there is no file. Errors: denied (others may read it), invalid with the line.
[[nodiscard]] Result<std::vector<DeclaredSink>> declared_sinks(base::Files& files, const base::Path& data);

// The one of that URL. Errors: denied (it is not declared; says which are).
[[nodiscard]] Result<DeclaredSink> declared_sink(const std::vector<DeclaredSink>& all, const std::string& url);

}  // namespace runseal::service
