// What a capture shows, for a terminal.
#pragma once

#include "app/screen.h"
#include "service/captures.h"

namespace runseal::app {

// `captured`: nothing where the inventory was not asked.
void show_capture(const Screen& screen, const capture::Report& report, const service::Captured* captured);

}  // namespace runseal::app
