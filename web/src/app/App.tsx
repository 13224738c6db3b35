import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { RouterProvider } from "react-router";

import { createCache } from "@/api/cache";

import { createRouter } from "./router";
import { theme } from "./theme";

/** The whole page. */
export function App(): ReactElement {
  const [cache] = useState(createCache);
  const [router] = useState(createRouter);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="dark"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={cache}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
